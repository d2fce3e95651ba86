# gfortran: arrays, modules, formatted input and output, OpenMP
# needs: gfortran
cat >t.f90 <<'END'
module m
contains
  pure recursive function fact(n) result(r)
    integer, intent(in) :: n; integer(8) :: r
    if (n < 2) then; r = 1; else; r = n * fact(n - 1); end if
  end function
end module
program t
  use m
  use omp_lib
  real(8) :: a(50, 50), b(50, 50), c(50, 50), s; integer :: i, j, n
  print '(i0)', fact(15)
  do i = 1, 50; do j = 1, 50; a(i, j) = mod(i * j, 7); b(i, j) = merge(1, 0, i == j); end do; end do
  c = matmul(a, b); print '(f10.3, l2)', sum(c), all(c == a)
  s = 0; n = 0
  !$omp parallel do reduction(+:s) num_threads(4)
  do i = 1, 100000; s = s + 1d0 / (i * 1d0)**2; end do
  !$omp parallel num_threads(4)
  !$omp atomic
  n = n + 1
  !$omp end parallel
  print '(f8.5, i3)', s, n
  open (10, file='out'); do i = 1, 5; write (10, '(i3, 1x, a)') i, 'line'; end do; rewind (10)
  n = 0; do; read (10, *, iostat=j) i; if (j /= 0) exit; n = n + i; end do; print *, n; close (10)
  print '(5i4)', pack([(i, i=1, 10)], [(mod(i, 2) == 0, i=1, 10)])
  call execute_command_line('echo from sh'); stop 3
end program
END
gfortran -O2 -fopenmp -o t t.f90 && ./t 2>&1; echo $?
