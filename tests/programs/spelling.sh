# aspell, hunspell, wdiff, figlet, cowsay's like: words
# needs: aspell aspell-en hunspell hunspell-en-us wdiff figlet units
echo 'the quik brown foks jumps' | aspell --lang=en list; echo 'quik' | aspell --lang=en -a | tail -n +2 | cut -d: -f1; echo 'the quik brown' | hunspell -d en_US -l; echo 'a b c d' >1; echo 'a x c e' >2; wdiff -s 1 2; figlet hi; units -t '10 miles' km; units -t 'tempC(100)' tempF
