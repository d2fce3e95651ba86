# git: from init over branches, merges and a conflict to gc, fsck and bisect
# needs: git
# quick
export FILTER_BRANCH_SQUELCH_WARNING=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b
export GIT_AUTHOR_DATE='1700000000 +0000' GIT_COMMITTER_DATE='1700000000 +0000' HOME=$PWD
git config --global init.defaultBranch main; git config --global advice.detachedHead false
git init -q r; cd r
seq 1 50 >f; mkdir d; echo x >d/g; ln -s f l; git add .; git commit -qm one; git rev-parse HEAD
git checkout -qb side; sed -i 's/^10$/ten/' f; git commit -qam side; git checkout -q main
sed -i 's/^40$/forty/' f; git mv d/g d/h; git commit -qam main; git merge -q -m merge side; git log --oneline --graph --format=%s
git checkout -qb c1 HEAD~1; sed -i 's/^20$/x/' f; git commit -qam c1; git checkout -q main; sed -i 's/^20$/y/' f; git commit -qam c2
git merge c1 2>&1; git diff | tail -8; git checkout --theirs f; git add f; git commit -qm resolved; git status --short --branch
git tag -a v1 -m tag; git describe; git blame -s -L 10,10 f | cut -c1-8,14-; git stash list; echo z >>f; git stash -q; git stash pop -q; git diff --stat; git checkout -q f
for i in 1 2 3 4 5 6 7 8; do echo $i >n; git add n; git commit -qm n$i; done
git bisect start HEAD v1 >/dev/null; git bisect run sh -c 'test $(cat n 2>/dev/null || echo 0) -lt 5' 2>&1 | grep -E '^[0-9a-f]+ is the first|^    n'; git bisect reset 2>/dev/null
git rebase -q --onto v1 HEAD~8 main 2>&1; git log --format=%s | head -4; git cherry-pick HEAD~1 2>&1 | grep -o 'is now empty'; git cherry-pick --abort 2>/dev/null; git reset -q --hard
git gc -q --prune=now; git fsck --strict; git count-objects -v | grep -E 'in-pack|packs|count'
git archive HEAD | tar tf - | sort | head -3; git bundle create -q ../b HEAD main; git clone -q ../b ../c; git -C ../c log --oneline | wc -l
git clone -q . ../local; git -C ../local rev-parse HEAD; git worktree add -q ../w side; git worktree list | wc -l; git grep -c forty; git shortlog -sn HEAD; git ls-tree -r HEAD | wc -l
git format-patch -q -1 HEAD --stdout | git apply -R --stat; git filter-branch -f --msg-filter 'tr a-z A-Z' HEAD~1..HEAD >/dev/null 2>&1; git log -1 --format=%s
