# emacs: lisp in batch, byte compilation, a buffer edited, org to text
# needs: emacs-nox
export HOME=$PWD
cat >t.el <<'END'
(defun fib (n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))
(princ (format "%d %s\n" (fib 15) (mapconcat #'number-to-string (sort (list 3 1 2) #'<) ",")))
(with-temp-buffer (insert "one two three") (goto-char 1) (while (re-search-forward "o" nil t) (replace-match "0")) (princ (buffer-string)) (terpri) (sort-lines nil 1 2) (write-region nil nil "out" nil 'quiet))
(princ (with-temp-buffer (call-process "tr" "out" t nil "a-z" "A-Z") (buffer-string))) (terpri)
(princ (condition-case e (find-file-literally "/none/x") (error "err"))) (terpri)
(princ (json-encode '((a . 1) (b . [1 2])))) (terpri) (princ (calc-eval "2^100")) (terpri)
(with-temp-buffer (c-mode) (insert "int main(){\nif(x)\ny();\n}\n") (indent-region 1 (point-max)) (princ (buffer-string)))
(garbage-collect) (princ (secure-hash 'sha256 "abc")) (terpri)
END
sed -i '/find-file-literally/d' t.el; emacs -Q --batch -l json -l calc -l t.el 2>/dev/null; emacs -Q --batch -f batch-byte-compile t.el 2>/dev/null; ls t.elc
printf '* Head\n- a\n- b\n\n| x | y |\n|---+---|\n| 1 | 2 |\n' >o.org; emacs -Q --batch o.org --eval '(setq org-export-with-author nil org-export-with-date nil)' -f org-ascii-export-to-ascii 2>/dev/null; cat o.txt
