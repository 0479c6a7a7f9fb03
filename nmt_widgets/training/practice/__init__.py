"""One trainee over several practice cases: the curve, and the case that is proposed next."""
