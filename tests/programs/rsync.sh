# rsync: a tree copied, changed, deleted in, by checksum
# needs: rsync
# lacks: sockets
mkdir -p a/d; seq 100 >a/f; ln -s f a/l; echo x >a/d/y; touch -d 2020-01-01 a/f; rsync -a a/ b/; diff -r a b; rsync -ain a/ b/; echo 101 >>a/f; rm a/d/y; rsync -ai --delete a/ b/ | sort; rsync -ac --link-dest=$PWD/b a/ c/; stat -c %h c/f; rsync -a --exclude=d --stats a/ e/ | grep 'Number of files'; ls e
