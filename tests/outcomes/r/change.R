# The reference values of tests/outcomes/test_change_published.py and test_change_mixed.py. R 4.2.2, MASS, nlme, lme4.
# Rscript tests/outcomes/r/change.R FOLDER: also writes sleepstudy.csv to FOLDER, and fits courses.csv of it where there is one.
suppressMessages({library(MASS); library(nlme); library(lme4)})
folder <- commandArgs(trailingOnly = TRUE)[1]

limits <- function(t, n) {
  end <- function(p) uniroot(function(ncp) pt(t, n - 1, ncp) - p, c(t - 8, t + 8), tol = 1e-10)$root / sqrt(n)
  c(end(.975), end(.025))
}
paired <- function(first, second) {
  change <- second - first; n <- length(change); test <- t.test(second, first, paired = TRUE)
  c(n = n, mean = mean(change), t = unname(test$statistic), p = test$p.value, low = test$conf.int[1], high = test$conf.int[2],
    r = cor(first, second), d_z = mean(change) / sd(change), limits(unname(test$statistic), n),
    d_av = mean(change) / sqrt((var(first) + var(second)) / 2), d_b = mean(change) / sd(first))
}
print(round(with(sleep, paired(extra[group == 1], extra[group == 2])), 6))
for (arm in levels(anorexia$Treat)) print(round(with(subset(anorexia, Treat == arm), paired(Prewt, Postwt)), 4))
print(with(anorexia, t.test((Postwt - Prewt)[Treat == "FT"], (Postwt - Prewt)[Treat == "CBT"]))$conf.int)

models <- list(
  orthodont = lme(distance ~ age * Sex, random = ~ age | Subject, data = Orthodont),
  orthodont_ml = lme(distance ~ age * Sex, random = ~ age | Subject, data = Orthodont, method = "ML"),
  orthodont_intercepts = lme(distance ~ age * Sex, random = ~ 1 | Subject, data = Orthodont)
)
for (name in names(models)) {
  cat(name, as.numeric(logLik(models[[name]])), "\n"); print(summary(models[[name]])$tTable[, 1:2]); print(VarCorr(models[[name]]))
}
for (reml in c(TRUE, FALSE)) {
  fit <- lmer(Reaction ~ Days + (Days | Subject), sleepstudy, REML = reml)
  print(summary(fit)$coefficients); print(VarCorr(fit)); print(-2 * as.numeric(logLik(fit)))
}
if (!is.na(folder)) {
  write.csv(sleepstudy, file.path(folder, "sleepstudy.csv"), row.names = FALSE)
  courses <- file.path(folder, "courses.csv")
  if (file.exists(courses)) {
    fit <- lmer(value ~ time * phase + (time | client), read.csv(courses))
    print(summary(fit)$coefficients); print(VarCorr(fit), digits = 6); print(as.numeric(logLik(fit)), digits = 10)
  }
}
