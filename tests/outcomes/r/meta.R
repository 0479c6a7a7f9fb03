# Random effects for the BCG trials (Colditz et al. 1994), with base R: the values in test_pooling_meta.py.
b <- matrix(c(4,119,11,128, 6,300,29,274, 3,228,11,209, 62,13536,248,12619, 33,5036,47,5761, 180,1361,372,1079,
  8,2537,10,619, 505,87886,499,87892, 29,7470,45,7232, 17,1699,65,1600, 186,50448,141,27197, 5,2493,3,2338,
  27,16886,29,17825), ncol = 4, byrow = TRUE)
y <- log(b[,1] / (b[,1] + b[,2])) - log(b[,3] / (b[,3] + b[,4]))
v <- 1/b[,1] - 1/(b[,1] + b[,2]) + 1/b[,3] - 1/(b[,3] + b[,4])
Q <- function(t2) { w <- 1/(v + t2); sum(w * (y - sum(w*y)/sum(w))^2) }
reml <- optimize(function(t2) { w <- 1/(v + t2); -0.5*(sum(log(v + t2)) + log(sum(w)) + Q(t2)) },
                 c(0, 3), maximum = TRUE, tol = 1e-12)$maximum
w0 <- 1/v; k <- length(y)
dl <- (Q(0) - (k - 1)) / (sum(w0) - sum(w0^2)/sum(w0))
pm <- uniroot(function(t2) Q(t2) - (k - 1), c(0, 3), tol = 1e-12)$root
s2 <- (k - 1) * sum(w0) / (sum(w0)^2 - sum(w0^2))
for (t2 in c(reml, dl, pm)) {
  w <- 1/(v + t2); m <- sum(w*y)/sum(w); se <- sqrt(1/sum(w)); hk <- se * sqrt(Q(t2)/(k - 1))
  cat(sprintf("tau2 %.4f mean %.4f se %.4f hk %.4f (%.4f, %.4f) I2 %.4f Q %.4f\n", t2, m, se, hk,
              m - qt(.975, k-1)*hk, m + qt(.975, k-1)*hk, t2/(t2 + s2), Q(0)))
}
lim <- function(p) uniroot(function(t2) Q(t2) - qchisq(p, k - 1), c(0, 10), tol = 1e-12)$root
cat(sprintf("tau2 interval %.4f %.4f\n", lim(.975), lim(.025)))
