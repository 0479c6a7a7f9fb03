# Prints the reference values of test_incident_models.py and test_incident_series.py.
# python -m tests.outcomes.incident_data FOLDER; Rscript incidents.R FOLDER. The tests need no R.
library(MASS)
folder <- commandArgs(trailingOnly = TRUE)[1]
table <- function(name) {
  rows <- read.csv(file.path(folder, paste0(name, ".csv")))
  rows$phase <- factor(rows$phase, levels = c("before", "after"))
  rows
}
show <- function(...) cat(..., "\n", sep = " ")
options(digits = 9)

for (counts in list(c(12, 30), c(0, 9), c(9, 0))) {
  test <- poisson.test(counts, if (all(counts > 0)) c(6000, 5000) else c(1000, 1200))
  show("ratio", test$estimate, test$conf.int, test$p.value)
}

rows <- table("clients")
chance <- glm(count ~ phase + offset(log(days)), poisson, rows)
show("clients poisson", coef(chance), sum(residuals(chance, "pearson")^2) / chance$df.residual)
wide <- glm.nb(count ~ phase + offset(log(days)), rows, control = glm.control(epsilon = 1e-12, maxit = 100))
show("clients glm.nb", coef(wide), sqrt(diag(vcov(wide))), wide$theta, wide$twologlik)
scores <- model.matrix(wide) * residuals(wide, "working") * weights(wide, "working")
sums <- rowsum(scores, rows$client)
robust <- vcov(wide) %*% crossprod(sums) %*% vcov(wide) * nrow(sums) / (nrow(sums) - 1)
show("clients by client", sqrt(diag(robust)), qt(0.975, nrow(sums) - 1))

rows <- table("uneven")
quasi <- glm(count ~ phase + offset(log(days)), quasipoisson, rows)
show("uneven quasi", coef(quasi), sqrt(diag(vcov(quasi))), summary(quasi)$dispersion)

rows <- table("sicily")
rows$year <- (seq_len(nrow(rows)) - 1) / 12
angle <- 2 * pi * as.integer(substr(rows$date, 6, 7)) / 12
season <- cbind(sin(angle), cos(angle), sin(2 * angle), cos(2 * angle))
interval <- function(fit, at) exp(coef(fit)[at] + c(0, -1, 1) * qnorm(0.975) * sqrt(vcov(fit)[at, at]))
step <- glm(count ~ year + phase + offset(log(days)), poisson, rows)
show("sicily step", interval(step, "phaseafter"), deviance(step), sum(residuals(step, "pearson")^2) / step$df.residual)
full <- glm(count ~ year + phase + season + offset(log(days)), quasipoisson, rows)
show("sicily season", interval(full, "phaseafter"), exp(coef(full)["year"]), summary(full)$dispersion)
without <- transform(rows, phase = factor("before", levels = levels(phase)), days = 1000)
last <- predict(full, without, se.fit = TRUE)
show("sicily counterfactual of the last month", exp(last$fit[59] + c(0, -1, 1) * qnorm(0.975) * last$se.fit[59]))
sloped <- glm(count ~ year + phase + I((year - 3) * (phase == "after")) + season + offset(log(days)), quasipoisson, rows)
show("sicily slope", interval(sloped, "phaseafter"), interval(sloped, 4), exp(coef(sloped)["year"]))
