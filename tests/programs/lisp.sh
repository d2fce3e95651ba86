# sbcl and clisp: code compiled at run time, dynamic spaces mapped at their own places
# needs: sbcl clisp
cat >t.lisp <<'END'
(defun fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(format t "~a~%" (fib 17))
(format t "~a~%" (reduce #'* (loop for i from 1 to 30 collect i)))
(defclass p () ((x :initarg :x :accessor x))) (defmethod area ((s p)) (* (x s) (x s)))
(format t "~a ~r ~5,2f ~{~a~^,~}~%" (area (make-instance 'p :x 7)) 42 3.14159 '(a b c))
(let ((h (make-hash-table :test 'equal))) (dotimes (i 10000) (setf (gethash (format nil "k~a" i) h) i)) (format t "~a~%" (hash-table-count h)))
(handler-case (error "bad ~a" 1) (error (e) (format t "caught ~a~%" e)))
(defmacro twice (x) `(progn ,x ,x)) (twice (princ "hi ")) (terpri)
(with-open-file (s "out" :direction :output :if-exists :supersede) (print '(1 "two" #\3) s))
(with-open-file (s "out") (format t "~s~%" (read s)))
(format t "~a~%" (coerce (/ 1 3) 'double-float))
(let ((l nil)) (dotimes (i 100000) (push (list i) l) (when (zerop (mod i 10000)) (setf l nil))) (format t "~a~%" (length l)))
(format t "~a~%" (sort (list 3 1 2) #'<))
END
sbcl --noinform --non-interactive --no-userinit --load t.lisp
sbcl --noinform --non-interactive --no-userinit --eval '(compile-file "t.lisp")' >/dev/null 2>&1; sbcl --script t.fasl | head -2
sbcl --script /dev/stdin <<'END'
(let* ((m (sb-thread:make-mutex)) (n 0) (ts (loop repeat 4 collect (sb-thread:make-thread (lambda () (dotimes (i 1000) (sb-thread:with-mutex (m) (incf n)))))))) (mapc #'sb-thread:join-thread ts) (print n) (terpri))
(sb-ext:gc :full t)
(princ (with-output-to-string (s) (sb-ext:run-program "/bin/echo" '("child") :output s)))
END
clisp -q -q -norc t.lisp
clisp -q -q -norc -c t.lisp >/dev/null 2>&1; clisp -q -q -norc t.fas | tail -1
