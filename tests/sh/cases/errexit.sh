#---
echo $-; set -e; echo $-
#---
set -e; false; echo no
#---
set -e; false || true; if false; then :; fi; ! true; while false; do :; done; false && true; echo yes; (false; echo no); echo no2
#---
set -e; f() { false; echo in f; }; f || echo x; if f; then echo y; fi; f; echo no
#---
set -e; x=$(false); echo no
#---
set -e; echo $(false) ok; { false; } | true; echo q; eval false; echo no
#---
set -e; f() { false; }; f && echo; f || echo or; ! f; if f; then :; fi; while f; do :; done; (f); echo no
#---
set -e; x=$(false) || echo caught; y=`true`; { false; echo no; } || echo brace; false | true; echo pipe; true | false; echo no
#---
set -e; case a in a) false;; esac; echo no
#---
set -e; for i in 1 2; do [ $i = 2 ]; done; echo no
#---
set -e; [ -n "" ] && echo x; echo yes; test -n ""; echo no
#---
set -e; eval "false || true"; . /dev/null; command false || :; sh -c "exit 3" || echo $?; (exit 4) || echo $?; (exit 5); echo no
#---
set -ex; echo a; b=1; f() { :; }; f x; [ 1 = 1 ]; (echo sub); x=$(echo cs); for i in 1 2; do :; done; case a in a) :;; esac; false
#---
set a b c; echo $#; set -- -a; echo $1; set -; set +; echo $#; set --; echo $#; set x; set -e y; echo $1; set +e; set -o nounset; echo $-; set +o nounset; set -o bogus; echo no
