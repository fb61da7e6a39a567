"""Plan technicians' routes: frozen values in, frozen values out, whole numbers only.

Conventions of the whole package:

* time is whole seconds since the problem's epoch, an instant the caller chooses;
* distance is whole metres, money is whole cents of one currency;
* a place is a row number of the travel matrix; coordinates are WGS84 (lat, lon);
* a time window bounds the *start* of service, both ends included.
"""

import time

IMPORTED = time.monotonic()
"""When this process came here first: limits of a search count its start-up as well."""
