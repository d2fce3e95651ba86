# R: vectors, models, data frames, its random numbers
# needs: r-base-core
cat >t.R <<'END'
set.seed(42); x <- rnorm(200); y <- 3 + 2 * x + rnorm(200) / 10
m <- lm(y ~ x); print(round(coef(m), 3)); print(round(summary(m)$r.squared, 4))
d <- data.frame(g = rep(c('a', 'b', 'c'), 10), v = 1:30); print(aggregate(v ~ g, d, mean)); print(tapply(d$v, d$g, sum))
print(round(solve(matrix(c(2, 1, 1, 3), 2)), 3)); print(summary(c(1, 5, 9))); print(sapply(split(d$v, d$g), median))
f <- function(n) if (n < 2) n else f(n - 1) + f(n - 2); print(f(18))
print(gsub('[aeiou]', '*', 'regular')); print(paste0('n', 1:3, collapse = '+')); str(list(a = 1, b = 'x'))
write.csv(d, 'd.csv', row.names = FALSE); print(dim(read.csv('d.csv'))); print(round(quantile(x), 4))
print(table(cut(x, c(-Inf, -1, 0, 1, Inf)))); print(t.test(x)$p.value > 0.05); print(optimize(function(z) (z - 2)^2, c(0, 5))$minimum)
print(round(prcomp(cbind(x, y))$sdev, 4)); print(system('echo from sh', intern = TRUE)); print(as.Date('2024-02-29') + 1)
r <- tryCatch(stop('bad'), error = function(e) conditionMessage(e)); print(r); print(nchar(paste(readLines('d.csv'), collapse = '')))
END
Rscript --vanilla t.R
