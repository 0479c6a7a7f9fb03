"""How the values of the package show themselves: in a notebook, in a terminal, and as a file.

Importing this registers all of them.
"""

from nmt_widgets.library.display import cases as cases
from nmt_widgets.library.display import changes as changes
from nmt_widgets.library.display import figures as figures
from nmt_widgets.library.display import instruments as instruments
from nmt_widgets.library.display import plans as plans
from nmt_widgets.library.display import profiles as profiles
