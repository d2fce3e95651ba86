# asciidoctor and makeinfo: documents in ruby and perl
# needs: asciidoctor texinfo
printf '= Title\nA B\n\n== One\n\nText *bold* _it_.\n\n* a\n* b\n\n[source,c]\n----\nint x;\n----\n\n|===\n|a |b\n|===\n' >t.adoc; asciidoctor -s -a reproducible -o - t.adoc; asciidoctor -b docbook -a reproducible -o - t.adoc | grep -c '<para\|<simpara'; asciidoctor -b manpage -o - t.adoc 2>&1 | head -1 | cut -c1-40
printf '\\input texinfo\n@settitle T\n@node Top\n@top T\n@menu\n* A::\n@end menu\n@node A\n@chapter A\nText @code{x}. @table @b\n@item i\nj\n@end table\n@bye\n' >t.texi; makeinfo --plaintext t.texi; makeinfo --html --no-split -o t.html t.texi; grep -c h2 t.html; makeinfo t.texi -o t.info; ls
