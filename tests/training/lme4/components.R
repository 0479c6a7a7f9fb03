# Writes components.json beside this script: tables of scores with gaps, and their variance components by lme4 (REML).
# Needs R with lme4 and jsonlite: Rscript components.R. The tests read the file and need no R.
suppressMessages({library(lme4); library(jsonlite)})

components <- function(scores) {  # a matrix of cases x raters, NA where nothing was scored
  rows <- data.frame(score = as.vector(scores), case = factor(row(scores)), rater = factor(col(scores)))
  fit <- lmer(score ~ 1 + (1 | case) + (1 | rater), na.omit(rows), REML = TRUE,
              control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12), calc.derivs = FALSE,
                                    check.conv.singular = "ignore"))
  found <- as.data.frame(VarCorr(fit))
  list(case = found$vcov[found$grp == "case"], rater = found$vcov[found$grp == "rater"],
       rest = found$vcov[found$grp == "Residual"])
}

drawn <- function(cases, raters, variances, gaps) {
  scores <- 6 + outer(rnorm(cases, sd = sqrt(variances[1])), rnorm(raters, sd = sqrt(variances[2])), "+") +
    rnorm(cases * raters, sd = sqrt(variances[3]))
  scores <- pmin(pmax(round(scores), 1), 12)
  scores[runif(cases * raters) < gaps] <- NA
  scores
}

set.seed(1979)
tables <- list(
  penicillin = with(Penicillin, tapply(diameter, list(plate, sample), mean)),
  complete = drawn(8, 15, c(4, 0.6, 1), 0),
  gaps = drawn(12, 25, c(3, 0.4, 1.2), 0.5),
  many_gaps = drawn(20, 12, c(2, 1, 0.7), 0.75),
  no_rater = drawn(10, 9, c(3, 0, 1.5), 0.3),
  no_case = drawn(7, 11, c(0, 0.8, 1.5), 0.3),
  few = drawn(3, 6, c(2, 0.5, 1), 0.1)
)
results <- lapply(tables, function(scores) c(list(scores = unname(scores)), components(scores)))
write(toJSON(list(r = R.version.string, lme4 = as.character(packageVersion("lme4")), tables = results),
             digits = 10, na = "null", auto_unbox = TRUE), "components.json")
