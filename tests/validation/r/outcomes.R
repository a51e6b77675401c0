# Reference numbers for clinical/outcomes, from R's survival, nlme and emmeans.
# Run in this folder: Rscript outcomes.R > outcomes.json   (it also writes btheb.csv and lung.csv)
suppressMessages({library(survival); library(nlme); library(emmeans)})
set.seed(1)  # emmeans draws
data("BtheB", package = "HSAUR3")

text <- function(x) {  # JSON of numbers, names and lists; 15 digits; NA is null
  if (is.list(x)) {
    inside <- vapply(x, text, "")
    if (is.null(names(x))) return(paste0("[", paste(inside, collapse = ", "), "]"))
    return(paste0("{", paste0('"', names(x), '": ', inside, collapse = ",\n "), "}"))
  }
  one <- ifelse(is.na(x), "null", if (is.character(x)) paste0('"', x, '"') else formatC(x, digits = 15, format = "g", width = 1))
  if (length(x) == 1) one else paste0("[", paste(one, collapse = ", "), "]")
}

# Beat the Blues: BDI-II before, and 2, 3, 5 and 8 months after.
visits <- c("bdi.2m", "bdi.3m", "bdi.5m", "bdi.8m")
wide <- data.frame(treatment = ifelse(BtheB$treatment == "BtheB", 1, 0), BtheB[, c("bdi.pre", visits)])
write.csv(wide, "btheb.csv", row.names = FALSE, quote = FALSE)
long <- do.call(rbind, lapply(seq_along(visits), function(k)
  data.frame(subject = seq_len(nrow(wide)), k = k, treatment = wide$treatment, pre = wide$bdi.pre, bdi = wide[[visits[k]]])))
long <- long[order(long$subject, long$k), ]
long <- long[!is.na(long$bdi), ]
long$visit <- factor(long$k)
long$arm <- factor(long$treatment)
fit <- gls(bdi ~ 0 + visit + visit:arm + visit:pre, data = long, method = "REML",
  correlation = corSymm(form = ~ k | subject), weights = varIdent(form = ~ 1 | visit),
  control = glsControl(tolerance = 1e-12, msTol = 1e-14, maxIter = 500, msMaxIter = 1000, msVerbose = FALSE))
scale <- c(1, coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)[as.character(2:4)]) * fit$sigma
scale[1] <- fit$sigma
corr <- diag(4); corr[lower.tri(corr)] <- coef(fit$modelStruct$corStruct, unconstrained = FALSE); corr <- corr + t(corr) - diag(4)
at_baseline <- mean(wide$bdi.pre[unique(long$subject)])
means <- emmeans(fit, ~ arm | visit, mode = "satterthwaite", at = list(pre = at_baseline), data = long)
gaps <- as.data.frame(summary(contrast(means, "revpairwise"), infer = TRUE, adjust = "none"))
means <- as.data.frame(means)
mmrm <- list(subjects = length(unique(long$subject)), observations = nrow(long), log_likelihood = as.numeric(logLik(fit)),
  covariance = lapply(1:4, function(i) as.numeric(diag(scale)[i, i] * corr[i, ] * scale)),
  at_baseline = at_baseline, mean = means$emmean, mean_se = means$SE, mean_df = means$df,
  difference = gaps$estimate, se = gaps$SE, df = gaps$df, p = gaps$p.value, low = gaps$lower.CL, high = gaps$upper.CL)

# Degrees of freedom. emmeans perturbs the answers at random for a gls ("appx-satterthwaite"), so they are also worked out here by numbers
# alone: REML in log-Cholesky terms, its Hessian, and the slope of each variance, all by central differences.
X <- model.matrix(~ 0 + visit + visit:arm + visit:pre, long)
X <- X[, !grepl("arm0", colnames(X))]
rows <- split(seq_len(nrow(long)), long$subject)
sigma_of <- function(t) { L <- diag(exp(t[1:4])); L[lower.tri(L)] <- t[5:10]; L %*% t(L) }
parts <- function(t) {
  S <- sigma_of(t); I <- 0; b <- 0; q <- 0; d <- 0
  for (r in rows) {
    V <- S[long$k[r], long$k[r], drop = FALSE]; W <- solve(V); x <- X[r, , drop = FALSE]; y <- long$bdi[r]
    I <- I + t(x) %*% W %*% x; b <- b + t(x) %*% W %*% y; q <- q + t(y) %*% W %*% y; d <- d + log(det(V))
  }
  list(C = solve(I), minus = 0.5 * (d + log(det(I)) + q - t(b) %*% solve(I, b))[1])
}
L <- t(chol(matrix(unlist(mmrm$covariance), 4)))
top <- optim(c(log(diag(L)), L[lower.tri(L)]), function(t) parts(t)$minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))$par
A <- solve(optimHess(top, function(t) parts(t)$minus, control = list(ndeps = rep(1e-3, 10))))
mmrm$numeric_df <- sapply(1:4, function(k) {
  l <- as.numeric(colnames(X) == paste0("visit", k, ":arm1"))
  slope <- sapply(1:10, function(j) { h <- replace(rep(0, 10), j, 1e-4)
    (l %*% parts(top + h)$C %*% l - l %*% parts(top - h)$C %*% l) / 2e-4 })
  2 * (l %*% parts(top)$C %*% l)^2 / (t(slope) %*% A %*% slope)
})

# Lung cancer (Loprinzi 1994): days to death or censoring, with ties.
cancer <- lung[!is.na(lung$ph.ecog), c("time", "status", "age", "sex", "ph.ecog")]
cancer$status <- cancer$status - 1
write.csv(cancer, "lung.csv", row.names = FALSE, quote = FALSE)
km <- survfit(Surv(time, status) ~ 1, data = cancer, conf.type = "log-log")
at <- c(5, 31, 100, 200, 365, 500, 700, 883)
then <- summary(km, times = at)
cox <- coxph(Surv(time, status) ~ age + sex + ph.ecog, data = cancer, ties = "efron")
s <- summary(cox)

wilson <- function(k, n) prop.test(k, n, correct = FALSE)$conf.int
cat(text(list(
  made_by = paste0("outcomes.R, ", R.version.string, ", nlme ", packageVersion("nlme"), ", survival ", packageVersion("survival"),
    ", emmeans ", packageVersion("emmeans"), ", HSAUR3 ", packageVersion("HSAUR3")),
  mmrm = mmrm,
  kaplan_meier = list(days = at, remaining = then$surv, error = then$std.err, low = then$lower, high = then$upper, at_risk = then$n.risk,
    median = unname(quantile(km, 0.5)$quantile), median_low = unname(quantile(km, 0.5)$lower), median_high = unname(quantile(km, 0.5)$upper)),
  cox = list(people = cox$n, events = cox$nevent, coefficient = unname(coef(cox)), error = unname(sqrt(diag(vcov(cox)))),
    p = unname(s$coefficients[, "Pr(>|z|)"]), log_likelihood = cox$loglik[2], log_likelihood_null = cox$loglik[1]),
  wilson = lapply(list(c(0, 12), c(3, 11), c(50, 100), c(12, 12)), function(x) as.numeric(c(x, wilson(x[1], x[2])))))), "\n")
