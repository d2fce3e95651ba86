#---
printf "%d\n" abc; echo $?; printf "%d\n" 12x; echo $?; printf "%q" a; echo $?; printf; echo $?
#---
printf "%b" "a\\nb\\0101\\c" foo; printf "%s %s\n" a b c; printf "%c\n" abc; printf "%*d\n" 5 3; printf "%5.2f\n" 3.14159;printf "%x\n" -1; printf "\\x41\\101\n"; printf "%"; echo; printf "%d" 99999999999999999999; echo $?
#---
echo "a\
b" c\
d "\a\"\$\`\\" 'a\b'
#---
x=$(printf "a\0b"); echo "$x"
#---
IFS=; echo $(printf " a b "); IFS=x; echo $(echo axbxc) "$(echo axb)"; unset IFS; x="  a   b "; echo $x; set -- $x; echo $#
#---
printf "%s\n" a b c; printf "%d %s\n" 1 a 2 b; printf "%5s|%-5s|%05d|%+d|%x|%o|%X|%#x|%e|%g\n" a b 42 7 255 8 255 255 1.5 0.0001; printf "%.2s|%c|%%|%b\n" abc xyz "a\tb"; printf "%s"; printf "\n"; printf "no args %s %d|\n"; printf "%*s|%-*s|%.*f\n" 5 a 5 b 2 3.14159; printf "a\n" extra; printf "%i %u\n" -5 5; printf "%d\n" 0x1f 010 "'A" "\"B" +5 -3 " 7"; printf "\\\\ \a\b\f\r\v\t\"|\047\n" | od -c
#---
echo "a\\b" "a\nb" "\\\\" "\060" "\0060" "x\c" y; echo -n; echo -n x; echo -e "a"; echo -- a; echo - ; echo "" a; echo a  b; echo "\1" | od -c; echo "\q\"" ; echo "trail\\"; echo -nn; echo "-n" y; echo
#---
echo hello > f; read a < f; echo $a; printf "a b c\nd e\n" > f; while read x y; do echo "$y-$x"; done < f; { read l1; read l2; echo "$l2/$l1"; } < f; printf "a\\\\\nb\n" | { read x; echo $x; }; printf "a\\\\\nb\n" | { read -r x; echo $x; }; printf "  a  b  \n" | { read x; echo "[$x]"; }; printf "  a  b  \n" | { read x y; echo "[$x][$y]"; }; printf "  a  b  \n" | { IFS= read x; echo "[$x]"; }; echo "a:b::c" | { IFS=: read w x y z; echo "$w|$x|$y|$z"; }; printf ":a:\n" | { IFS=: read x y z; echo "$x|$y|$z"; }; printf "a:b:c:d\n" | { IFS=: read x y; echo "$x|$y"; }; printf "a : b\n" | { IFS=": " read x y; echo "$x|$y"; }; echo | { read x y; echo "[$x][$y] $?"; }
