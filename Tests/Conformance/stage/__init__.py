"""What the walk and the strangler run stand on: databases, server processes, a clock that moves, browsers."""
