# TeX: a paper, twice for its references, to a page description
# needs: texlive-latex-base
cat >t.tex <<'END'
\documentclass{article}\begin{document}\section{One}\label{a}See section~\ref{b}. $\int_0^1 x^2\,dx = \frac13$.
\section{Two}\label{b}\begin{tabular}{|l|r|}\hline a & 1\\\hline\end{tabular}\newcount\n\n=0\loop\advance\n by 1 \number\n,\ifnum\n<100\repeat\end{document}
END
export SOURCE_DATE_EPOCH=0 FORCE_SOURCE_DATE=1 HOME=$PWD; for i in 1 2; do latex -interaction=batchmode t >/dev/null; echo $?; done; grep -c Warning t.log; cat t.aux | grep -c newlabel; dvitype t.dvi 2>/dev/null | grep -c fnt; pdflatex -interaction=batchmode t >/dev/null; head -c 5 t.pdf; echo
