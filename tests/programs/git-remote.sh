# git: push and fetch over pipes to a bare repository, hooks, submodules
# needs: git
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000' HOME=$PWD
git config --global init.defaultBranch main; git config --global protocol.file.allow always
git init -q --bare bare.git
printf '#!/bin/sh\nwhile read -r o n r; do echo "hook $r"; done\n' >bare.git/hooks/post-receive; chmod +x bare.git/hooks/post-receive
git clone -q bare.git a 2>/dev/null; cd a; echo 1 >f; git add f; git commit -qm 1; git push -q origin main 2>&1 | sed 's/ *$//'; cd ..
git clone -q file://$PWD/bare.git b; cd b; for i in 1 2 3; do echo $i >>f; git commit -qam b$i; done; git push -q 2>&1 | sed 's/ *$//'; cd ../a; git pull -q --ff-only; git log --format=%s
echo 2 >g; git add g; git commit -qm g; cd ../b; echo 3 >h; git add h; git commit -qm h; git push -q; cd ../a; git push 2>&1 | grep -o 'rejected' ; git pull -q --rebase; git push -q 2>&1 | sed 's/ *$//'; git log --format=%s | head -2
git submodule --quiet add ../bare.git sub 2>/dev/null || git submodule --quiet add "$HOME/bare.git" sub; git commit -qm sub; git submodule status | cut -c2-9; git clone -q --depth 1 file://$HOME/bare.git ../shallow; git -C ../shallow rev-list --count HEAD
