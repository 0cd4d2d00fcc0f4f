"""Makes scikit-learn.json beside it: python3 make_scikit_learn.py, with scikit-learn 1.2.1."""
import json
import os

import numpy as np
import sklearn
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.utils import murmurhash3_32

DOCUMENTS = ["The cat sat on the mat.", "A dog sat; the dog barked!", "Caf\u00e9 M\u00fcnchen \u4e2d\u6587 x2",
             "the the the THE cat a I", "", "Sun, sun and the sun again"]
QUERIES = ["the dog and the sun", "m\u00fcnchen cat"]
CASES = [("word", 1, 1, False, False, 64), ("word", 1, 2, False, True, 64), ("char", 2, 4, False, False, 128),
         ("char_wb", 1, 3, False, True, 128), ("word", 1, 1, True, False, 64), ("word", 2, 3, True, False, 32),
         ("char_wb", 3, 5, True, False, 50)]

result = {"sklearn": sklearn.__version__, "docs": DOCUMENTS, "queries": QUERIES, "cases": []}
for analyzer, low, high, signs, sublinear, dimension in CASES:
    vectorizer = HashingVectorizer(
        analyzer=analyzer, ngram_range=(low, high), n_features=dimension, alternate_sign=signs, norm=None)
    transformer = TfidfTransformer(sublinear_tf=sublinear).fit(vectorizer.transform(DOCUMENTS))
    rows = transformer.transform(vectorizer.transform(DOCUMENTS + QUERIES)).toarray()
    result["cases"].append({
        "analyzer": analyzer, "low": low, "high": high, "signs": signs, "sublinear": sublinear, "dimension": dimension,
        "idf": [float(x) for x in transformer.idf_],
        "vectors": [[[int(i), float(row[i])] for i in np.nonzero(row)[0]] for row in rows]})
result["hashes"] = {s: int(murmurhash3_32(s.encode(), seed=0)) for s in ["", "a", "the", "sun", "Caf\u00e9", "hello world"]}
with open(os.path.join(os.path.dirname(__file__), "scikit-learn.json"), "w") as file:
    json.dump(result, file, ensure_ascii=True)
