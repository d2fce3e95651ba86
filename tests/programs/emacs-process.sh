# emacs: an asynchronous process on a pipe
# needs: emacs-nox
HOME=$PWD emacs -Q --batch --eval '(let* ((process-connection-type nil) (p (start-process "p" "buf" "sh" "-c" "echo one; sleep 0.1; echo two; exit 3"))) (set-process-sentinel p (lambda (p e) (princ e))) (while (process-live-p p) (accept-process-output p 1)) (accept-process-output p 0.1) (princ (with-current-buffer "buf" (buffer-string))))' 2>&1
