# guile: continuations, tail calls, bignums, threads, its own compiler and collector
# needs: guile-3.0
export GUILE_AUTO_COMPILE=0
cat >t.scm <<'END'
(use-modules (ice-9 threads) (srfi srfi-1) (ice-9 regex) (ice-9 popen) (ice-9 rdelim) (ice-9 match))
(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(display (fib 22)) (newline)
(display (fold * 1 (iota 30 1))) (newline)
(display (call/cc (lambda (k) (for-each (lambda (x) (if (> x 3) (k x))) '(1 2 3 4 5)) 'none))) (newline)
(let loop ((i 0)) (if (< i 1000000) (loop (+ i 1)) (begin (display i) (newline))))
(display (par-map (lambda (x) (* x x)) '(1 2 3 4 5))) (newline)
(define p (open-input-pipe "echo from a pipe")) (display (read-line p)) (close-pipe p) (newline)
(match '(a (b 3)) (('a (x y)) (write (list x y)))) (newline)
(display (regexp-substitute/global #f "[0-9]+" "a1b22" 'pre "#" 'post)) (newline)
(define ht (make-hash-table)) (do ((i 0 (+ i 1))) ((= i 10000)) (hash-set! ht i (make-string 10 #\x)))
(display (hash-count (const #t) ht)) (newline) (gc)
(display (exact->inexact 1/3)) (newline) (display (expt 7 77)) (newline)
(catch 'system-error (lambda () (open-input-file "/none")) (lambda a (display (system-error-errno a)) (newline)))
(call-with-output-file "out" (lambda (port) (write '(1 "two" #\3) port))) (write (call-with-input-file "out" read)) (newline)
(define m (make-mutex)) (define n 0)
(for-each join-thread (map (lambda (i) (call-with-new-thread (lambda () (do ((j 0 (+ j 1))) ((= j 500)) (with-mutex m (set! n (+ n 1))))))) (iota 4)))
(display n) (newline)
END
guile --no-auto-compile t.scm 2>&1
