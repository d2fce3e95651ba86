# chicken: Scheme through C; picolisp
# needs: chicken-bin picolisp gcc libc6-dev
cat >t.scm <<'END'
(import (chicken process) (chicken io) (chicken format))
(define (tak x y z) (if (not (< y x)) z (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))
(print (tak 12 8 4))
(define (gen l) (define k #f) (call/cc (lambda (r) (for-each (lambda (x) (call/cc (lambda (n) (set! k n) (r x)))) l) 'end)))
(print (gen '(1 2 3)))
(print (with-input-from-pipe "echo piped" read-line))
(let loop ((i 0) (l '())) (if (< i 200000) (loop (+ i 1) (if (= 0 (modulo i 1000)) '() (cons i l))) (print (length l))))
(printf "~A ~S~%" "x" "y")
END
csi -s t.scm
csc -O2 -o t t.scm 2>&1 | grep -v '^$' ; ./t
pil -'prinl (apply + (range 1 100))' -'println (mapcar (quote (X) (* X X)) (1 2 3))' -'prinl (** 2 200)' -bye 2>&1 | head -5
