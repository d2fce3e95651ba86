# file, strings of all kinds, binwalks by magic
# needs: file
cp /bin/true e; echo text >t; printf '#!/bin/sh\n' >s; gzip -nk t; printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0\0\001\0\0\0\001\010\002\0\0\0' >p; mkdir d; ln -s t l; mkfifo f; printf '\357\273\277utf\n' >u; printf '{"a":1}' >j; : >z; file e t s t.gz p d l f u j z | sed -e 's/BuildID[^,]*, //' -e 's/, original size.*//'; file -b --mime t p t.gz; file -L -b l; file /dev/null
