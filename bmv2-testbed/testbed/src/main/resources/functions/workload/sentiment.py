"""Sentiment of a text: a naive Bayes classifier over words and pairs of words, trained when the program starts.

The training sentences are made of the word lists below, so that nothing has to be shipped with it.
"""

import math
import random
import re
from collections import Counter

import workload

GOOD = (
    "good great excellent wonderful pleasant happy love loved lovely enjoy enjoyed delightful brilliant superb perfect fast helpful "
    "friendly clean fresh beautiful charming comfortable amazing fantastic recommend reliable smooth generous impressive"
).split()
BAD = (
    "bad terrible awful horrible unpleasant sad hate hated ugly boring bored dreadful broken poor useless slow rude dirty stale "
    "noisy painful uncomfortable disappointing disgusting avoid unreliable rough stingy annoying worst"
).split()
NEUTRAL = "the a this that room food service film book phone staff place day evening was is were had very quite really it and".split()
TRAINING_SENTENCES = 3000
WORD = re.compile(r"[a-z']+")


def features(text):
    words = WORD.findall(text.lower())
    return words + [first + " " + second for first, second in zip(words, words[1:])]


def sentence(chosen, mood):
    tone = GOOD if mood == "positive" else BAD
    words = [chosen.choice(NEUTRAL) for _ in range(8)]
    for _ in range(3):
        words[chosen.randrange(len(words))] = chosen.choice(tone)
    if chosen.random() < 0.15:
        at = chosen.randrange(len(words))
        words[at : at + 1] = ["not", chosen.choice(BAD if mood == "positive" else GOOD)]
    return " ".join(words)


def train():
    chosen = random.Random(0)
    counts = {"positive": Counter(), "negative": Counter()}
    for i in range(TRAINING_SENTENCES):
        mood = "positive" if i % 2 else "negative"
        counts[mood].update(features(sentence(chosen, mood)))
    vocabulary = set(counts["positive"]) | set(counts["negative"])
    # Laplace smoothing; both moods have as many sentences of the same length, so their sums are the same.
    return {word: math.log((counts["positive"][word] + 1) / (counts["negative"][word] + 1)) for word in vocabulary}


weights = train()


def run(text):
    lines = []
    for line in text.splitlines():
        score = sum(weights.get(feature, 0.0) for feature in features(line))
        lines.append(f"{'positive' if score > 0 else 'negative'} {score:.3f}")
    return "\n".join(lines) + "\n"


def make_input(number):
    chosen = random.Random(1000 + number)
    return "\n".join(sentence(chosen, "positive" if (number + i) % 2 else "negative") for i in range(400))


if __name__ == "__main__":
    workload.main(run, make_input)
