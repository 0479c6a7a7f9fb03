"""A site's own folder as a whole: what in it is wrong, and what it replaces."""

from nmt_widgets.site.checking import check_site
from nmt_widgets.site.overview import Overview, overview

__all__ = ["Overview", "check_site", "overview"]
