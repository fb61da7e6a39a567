"""Tiny instances of each published format, written by hand, with a plan and its cost."""

from pathlib import Path

SDVRPTW = """NAME: TINY
COMMENT: by hand
TYPE: SDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 2
VEHICLES_MAX_DURATION: 40
NODE_COORD_SECTION
1\t0\t0
2\t3\t4
3\t0\t10
4\t-6\t8
DEMAND_SECTION
1\t0
2\t5
3\t5
4\t5
SERVICE_TIME_SECTION
1\t0
2\t2
3\t2
4\t2
TIME_WINDOW_SECTION
1\t0\t100
2\t20\t30
3\t0\t90
4\t0\t90
CAPACITY_SECTION
1\t10
2\t10
VEHICLES_ALLOWED_CLIENTS_SECTION
1\t2\t3
2\t3\t4
EOF
"""

SDVRPTW_PLAN = """Route #1: 1
Route #2: 2 3
Cost: 36325
"""
"""5 + 5, and 10 + the root of 40 (6.325) + 10."""

SOLOMON = """TINY

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0         0          0          0       100          0
    1      3         4          6         20        30         10
    2      0        10          6          0        90         10
"""

TRSP = """TINY

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2       2       1       1

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    0     0     0      200    0      [] \t[] \t[]
1    10    0     0      200    0      [0] \t[] \t[1]
2    0     10    0      200    0      [0,1] \t[0] \t[0]
3    10    5     50     60     10     [0] \t[] \t[1]
4    10    20    0      190    10     [0] \t[] \t[1]
5    0     30    0      190    10     [1] \t[0] \t[0]
"""

TRSP_PLAN = """#by hand
TINY=128.5410
TINY-S=<1,3,9,4,6|2,5,7>
"""
"""5 out, service 10, the root of 125 (11.1803) to the depot, of 500 (22.3607) to request 4,
service 10 and 20 home: 78.5410. Technician 2: 20 + 10 + 20."""

HHCRSP = """{
 "patients": [
  {"id": "p1", "time_window": [10.0, 20.0],
   "required_caregivers": [{"service": "s1", "duration": 10.0}]},
  {"id": "p2", "time_window": [30.5, 40.0],
   "required_caregivers": [{"service": "s1", "duration": 10.0},
                           {"service": "s2", "duration": 10.0}],
   "synchronization": {"type": "simultaneous"}},
  {"id": "p3", "time_window": [0.0, 45.0],
   "required_caregivers": [{"service": "s2", "duration": 10.0},
                           {"service": "s1", "duration": 10.0}],
   "synchronization": {"type": "sequential", "distance": [15, 20]}}
 ],
 "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 10}],
 "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s1", "s2"]}],
 "central_offices": [{"id": "d"}],
 "distances": [[0, 6, 5, 8], [6, 0, 7, 9], [5, 7, 0, 4.5], [8, 9, 4.5, 0]]
}
"""

HHCRSP_PLAN = """{"routes": [
 {"caregiver_id": "c1", "locations": [
  {"patient": "p1", "service": "s1", "arrival_time": 10.0, "departure_time": 20.0},
  {"patient": "p2", "service": "s1", "arrival_time": 30.0, "departure_time": 40.0},
  {"patient": "p3", "service": "s1", "arrival_time": 59.5, "departure_time": 69.5}]},
 {"caregiver_id": "c2", "locations": [
  {"patient": "p2", "service": "s2", "arrival_time": 30.0, "departure_time": 40.0},
  {"patient": "p3", "service": "s2", "arrival_time": 44.5, "departure_time": 54.5}]}]}
"""
"""Travel 6 + 7 + 4.5 + 8 = 25.5 and 5 + 4.5 + 8 = 17.5; the last start is 14.5 late, the only
lateness: (25.5 + 17.5 + 14.5 + 14.5) / 3 = 24."""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
