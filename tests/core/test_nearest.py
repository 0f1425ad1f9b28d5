from reconciler.core.nearest import did_you_mean, nearest


def test_the_nearest_name_is_found_whatever_its_case():
    assert nearest("MANGER", ["owner", "Manager"]) == "Manager"
    assert nearest("zzz", ["owner", "Manager"]) is None


def test_a_name_too_long_to_be_a_misspelling_is_not_compared():
    assert nearest("m" * 65, ["m" * 64]) is None
    assert nearest("m" * 64, ["m" * 65]) is None


def test_advice_names_the_nearest_or_says_something_else():
    assert did_you_mean("owmer", ["owner"]) == "did you mean `owner`?"
    assert did_you_mean("zzz", ["owner"], "look it up") == "look it up"
    assert did_you_mean("zzz", ["owner"]) is None
