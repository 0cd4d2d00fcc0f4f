"""ROUGE in plain Python: the other side of the `scoring` benchmark.

The definitions of rouge_score, written down as one would: words of a-z and 0-9, counters of runs, and the table of the longest common
subsequence. A child process that scores all pairs once for each line it is sent, so that its rounds can alternate with another program's.
"""
import json
import platform
import re
import sys
import time
from collections import Counter


def words_of(text):
    return re.sub("[^a-z0-9]+", " ", text.lower()).split()


def f_measure(hits, candidate, reference):
    precision, recall = hits / max(1, candidate), hits / max(1, reference)
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def runs(reference, candidate, n):
    expected = Counter(tuple(reference[i:i + n]) for i in range(len(reference) - n + 1))
    said = Counter(tuple(candidate[i:i + n]) for i in range(len(candidate) - n + 1))
    return f_measure(sum((expected & said).values()), sum(said.values()), sum(expected.values()))


def table_of(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a, 1):
        row, above = table[i], table[i - 1]
        for j, y in enumerate(b, 1):
            row[j] = above[j - 1] + 1 if x == y else max(above[j], row[j - 1])
    return table


def common_places(a, b):
    table, places = table_of(a, b), set()
    i, j = len(a), len(b)
    while i > 0 and j > 0:
        if a[i - 1] == b[j - 1]:
            places.add(i - 1)
            i, j = i - 1, j - 1
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places


def by_lines(reference, candidate):
    left, hits = Counter(w for line in candidate for w in line), 0
    for line in reference:
        places = set().union(*(common_places(line, other) for other in candidate))
        for place in sorted(places):
            if left[line[place]] > 0:
                left[line[place]] -= 1
                hits += 1
    return f_measure(hits, sum(map(len, candidate)), sum(map(len, reference)))


def score(reference, candidate):
    expected, said = words_of(reference), words_of(candidate)
    lines = [[w for w in map(words_of, text.split("\n")) if w] for text in (reference, candidate)]
    return (runs(expected, said, 1), runs(expected, said, 2), f_measure(table_of(expected, said)[-1][-1], len(said), len(expected)),
            by_lines(*lines))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file]
    print(json.dumps({"python": platform.python_version()}), flush=True)
    for _ in sys.stdin:
        started = time.perf_counter()
        scores = [score(reference, candidate) for reference, candidate in pairs]
        seconds = time.perf_counter() - started
        print(json.dumps({"seconds": seconds, "means": [sum(s) / len(pairs) for s in zip(*scores)]}), flush=True)


if __name__ == "__main__":
    main()
