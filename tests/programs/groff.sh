# groff: manual pages, tables, equations, to text and PostScript; man and mandoc's like
# needs: groff man-db
printf '.TH T 1 2020-01-01\n.SH NAME\nt \\- a test\n.SH SYNOPSIS\n.B t\n.RI [ x ]\n.TS\ntab(;) box;\nl r.\na;1\nb;22\n.TE\n.PP\nText that is long enough to be filled over more than one line of the page, twice.\n' >t.1
groff -t -man -Tutf8 -P-c t.1; groff -t -man -Tps t.1 | grep -v -E '^%%(Creat|Version)' | grep -c show; groff -man -Thtml t.1 2>/dev/null | grep -c '<p'; man -l -P cat ./t.1 2>/dev/null | head -3; echo '.EQ
x sup 2 over y
.EN' | groff -e -Tascii | grep -v '^$'; echo '.PS
box "a"; arrow; circle "b"
.PE' | groff -p -Tps | grep -c -E 'DC|DL'; mandb -q . 2>/dev/null; apropos -s 1 nosuchthing 2>&1; lexgrog t.1; printf '.TL\nT\n.AU\nA\n.PP\nx\n' | groff -ms -Tpdf 2>/dev/null | head -c 5; tbl t.1 | grep -c TS; nroff -man t.1 | wc -l
