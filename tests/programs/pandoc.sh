# pandoc: one document into five formats, and back
# needs: pandoc
printf '# Title\n\nSome *text* and `code`, a [link](x).\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;\n```\n\n$x^2$\n' >t.md
for f in html rst man latex org; do echo "== $f"; pandoc -t $f t.md; done; pandoc -t json t.md | pandoc -f json -t gfm | md5sum; pandoc -o t.docx t.md && pandoc t.docx -t plain | head -3; pandoc -o t.epub --metadata title=t t.md; unzip -l t.epub 2>/dev/null | grep -c xhtml
