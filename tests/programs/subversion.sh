# subversion: a repository by file://, branches and a merge, a dump
# needs: subversion
export HOME=$PWD
svnadmin create r; u=file://$PWD/r
svn -q mkdir -m dirs $u/trunk $u/branches; svn -q co $u/trunk w; cd w
seq 1 20 >f; svn -q add f; svn -q ci -m one; svn -q cp -m branch $u/trunk $u/branches/b; svn -q switch $u/branches/b; sed -i s/^5$/five/ f; svn -q ci -m five
svn -q switch $u/trunk; sed -i s/^15$/fifteen/ f; svn -q ci -m fifteen; svn -q up; svn -q merge $u/branches/b; svn -q ci -m merge; grep f f
svn -q propset svn:eol-style native f; svn diff | tail -4; svn -q ci -m prop; svn log -q $u | awk '/^r/ { print $1 }'; svn st; svn -q mv f g; svn st; svn -q revert -R .
svnadmin dump -q ../r >../dump; svnadmin create ../s; svnadmin load -q ../s <../dump; svnlook youngest ../s; svnadmin verify -q ../s; echo $?; svn cat -r 2 $u/trunk/f | md5sum; svn ls -R $u
