# ghostscript, qpdf, poppler, mupdf: a page made, joined, read and drawn
# needs: ghostscript qpdf poppler-utils mupdf-tools
cat >t.ps <<'END'
%!PS
/Helvetica findfont 40 scalefont setfont 100 600 moveto (Hello page) show 200 200 100 0 360 arc stroke showpage
/Helvetica findfont 20 scalefont setfont 1 1 5 { 50 mul 100 exch moveto (row) show } for showpage
END
gs -q -dNOPAUSE -dBATCH -sDEVICE=pdfwrite -o t.pdf t.ps; pdfinfo t.pdf | grep -E '^(Pages|Page size)'; pdftotext t.pdf - | grep -v '^$' | head -3; qpdf --empty --pages t.pdf 2 t.pdf 1 -- j.pdf; qpdf --check j.pdf | tail -2; pdftotext j.pdf - | tail -3 | head -1; pdftoppm -r 20 -png t.pdf p; file -b p-1.png 2>/dev/null || ls p-*; gs -q -dNOPAUSE -dBATCH -sDEVICE=pgmraw -r20 -o g.pgm t.ps; cksum g.pgm; mutool draw -q -r 20 -o m.pgm j.pdf 2; cksum m.pgm; mutool show t.pdf pages | wc -l; qpdf --encrypt u o 256 -- t.pdf e.pdf; pdftotext e.pdf - 2>&1 | head -1; pdftotext -upw u e.pdf - | head -1; ps2ascii t.ps 2>/dev/null | grep -o Hello; pdfseparate t.pdf s%d.pdf; pdfunite s2.pdf s1.pdf u.pdf; pdfinfo u.pdf | grep Pages; gs -q -dNODISPLAY -dBATCH -c '1 1 200 { } for 198 { add } repeat = quit' 2>&1 | head -1 | cut -c 1-40
