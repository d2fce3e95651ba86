# gdbm, lmdb, Berkeley DB, tdb, recutils: keys and values in a file
# needs: gdbmtool lmdb-utils db-util tdb-tools recutils
printf 'store k1 v1\nstore k2 v2\ndelete k1\ncount\nfetch k2\n' | gdbmtool -n -q g.db 2>&1
seq 1 1000 | sed 's/.*/k&\nv&/' | db_load -T -t btree b.db; db_dump -p b.db | sed -n '/HEADER=END/,$p' | head -3; db_verify b.db; echo $?; db_stat -d b.db | grep -i 'number of keys'
mkdir l; { printf 'VERSION=3\nformat=print\ntype=btree\nHEADER=END\n'; seq 100 200 | sed 's/.*/ k&\n v&/'; echo DATA=END; } | mdb_load l; mdb_dump -p l | grep -c '^ k'; mdb_stat l | grep Entries; mdb_copy l >l2; test -s l2 && echo copied
printf 'create t.tdb\nstore a 1\nstore b 2\nfetch a\n' | tdbtool 2>&1 | grep -v '^$' | head -4; tdbdump t.tdb | grep -c key; tdbbackup t.tdb; ls t.tdb*
printf 'Name: a\nAge: 3\n\nName: b\nAge: 5\n' >r.rec; recsel -e 'Age > 4' r.rec; recset -f Age -s 9 -e "Name = 'a'" r.rec; recinf r.rec; recfix r.rec; rec2csv r.rec
