# rcs and cvs: locks, revisions, keywords, a branch
# needs: rcs cvs
export LOGNAME=root HOME=$PWD
mkdir RCS; echo 'first $Revision$' >f; ci -q -u -t-text -d'2020-01-01 00:00:00+00' f; co -q -l f; echo second >>f; ci -q -u -m2 -d'2020-01-02 00:00:00+00' f; cat f; rcsdiff -q -r1.1 -r1.2 f; co -q -p1.1 f; rlog f | grep -E '^(revision|total)'; ident f | tail -1
export CVSROOT=$PWD/cvs; cvs -Q init; mkdir m; cd m; seq 5 >a; cvs -Q import -m i proj v r; cd ..; cvs -Q co proj; cd proj; echo 6 >>a; cvs -Q ci -m six; cvs -Q tag -b br; cvs -Q up -r br; sed -i s/1/one/ a; cvs -Q ci -m one; cvs -Q up -A; cvs -Q up -j br; cat a | tr '\n' ' '; cvs status 2>/dev/null | grep -o 'Status:.*'; cvs -Q ci -m merged; cvs log a 2>/dev/null | grep -E '^revision'
