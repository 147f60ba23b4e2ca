"""Solve tasks in LibreOffice: task, start, finish and words in a line, a line of JSON back.

soffice --headless --accept="socket,host=127.0.0.1,port=PORT;urp" …
python3 solve.py PORT < lines
"""

import importlib
import json
import sys
import traceback

from kit import Hand, connect


def main():
    """Solve what is asked for, one line after another."""
    context = connect(int(sys.argv[1]))
    for line in sys.stdin:
        task, start, out, words = json.loads(line)
        said = {"task": task}
        hand = Hand(context, start, words)
        try:
            importlib.import_module(task.replace("-", "_")).solve(hand)
            hand.save(out)
        except Exception:
            said["error"] = traceback.format_exc()
        finally:
            hand.leave()
        print(json.dumps(said), flush=True)


main()
