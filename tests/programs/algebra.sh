# pari, gap, calc, octave: computer algebra and numerics
# needs: pari-gp gap-core calc octave
echo 'factor(2^67-1); print(factor(2^67-1)); print(nextprime(10^30)); print(polroots(x^2-2)[1]); print(znorder(Mod(2,101))); print(ellap(ellinit([0,0,1,-1,0]),97)); print(bernfrac(30)); print(matdet(mathilbert(6)))' | gp -q -f
calc -q '2^521-1 > 10^150; factor(1000001); sqrt(2,1e-40); gcd(2^60-1, 2^40-1); ptest(2^61-1, 20)' 2>&1
