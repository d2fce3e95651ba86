# octave: matrices, cells, its parser and its graphics-less self
# needs: octave
cat >t.m <<'END'
A = magic(4); disp(sum(A)); disp(rank(A)); printf("%.4f\n", eig([2 1; 1 3]));
x = linspace(0, 1, 101); printf("%.6f\n", trapz(x, x .^ 2)); c = {1, 'two', [3 4]}; disp(numel(c));
f = @(n) prod(1:n); printf("%d\n", f(10)); s.a = 1; s.b = 'x'; disp(fieldnames(s)');
p = polyfit(1:5, [1 4 9 16 25], 2); printf("%.3f ", p); printf("\n"); disp(strsplit('a,b,c', ',')){:};
[q, r] = deconv([1 -3 2], [1 -1]); disp(q); save('-text', 'o.mat', 'A'); clear A; load o.mat; disp(A(2, 3));
try, error('bad %d', 3); catch e, disp(e.message); end
B = A \ [1; 2; 3; 4] * 0; disp(B'); disp(num2str(pi, 8)); disp(regexprep('abc', 'b', 'X')); disp(any(isprime(1:10)));
END
sed -i 's/disp(strsplit(.*$/disp(strjoin(strsplit("a,b,c", ","), "-"));/; /B = A/d' t.m
HOME=$PWD octave-cli --norc --no-history t.m 2>&1
