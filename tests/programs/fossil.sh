# fossil: a repository in SQLite, commits, a branch, a merge
# needs: fossil
export HOME=$PWD USER=a
fossil init -A a r.fossil --date-override '2020-01-01' >/dev/null; mkdir w; cd w; fossil open ../r.fossil >/dev/null
seq 1 20 >f; fossil add f; fossil commit -m one --date-override '2020-01-02' --no-warnings >/dev/null 2>&1; echo $?
fossil branch new b trunk --date-override '2020-01-03' >/dev/null 2>&1; fossil update b >/dev/null; sed -i s/^5$/five/ f; fossil commit -m five --date-override '2020-01-04' >/dev/null 2>&1; fossil update trunk >/dev/null; sed -i s/^15$/fifteen/ f; fossil commit -m fifteen --date-override '2020-01-05' >/dev/null 2>&1; fossil merge b | head -1; fossil commit -m merge --date-override '2020-01-06' >/dev/null 2>&1
grep f f; fossil timeline -n 10 -t ci -F '%c' | head -4; fossil test-integrity 2>&1 | tail -1 | cut -c1-30; fossil ls; fossil sql 'select count(*) from event;'
