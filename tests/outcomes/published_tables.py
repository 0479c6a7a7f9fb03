"""Small published tables that the tests of change compute with."""

SLEEP = (
    (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0),
    (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4),
)
"""Hours of sleep gained by ten patients with two drugs. Student (1908), The probable error of a mean, Biometrika 6."""

ANOREXIA = {
    "CBT": (
        (
            80.5,
            84.9,
            81.5,
            82.6,
            79.9,
            88.7,
            94.9,
            76.3,
            81,
            80.5,
            85,
            89.2,
            81.3,
            76.5,
            70,
            80.4,
            83.3,
            83,
            87.7,
            84.2,
            86.4,
            76.5,
            80.2,
            87.8,
            83.3,
            79.7,
            84.5,
            80.8,
            87.4,
        ),
        (
            82.2,
            85.6,
            81.4,
            81.9,
            76.4,
            103.6,
            98.4,
            93.4,
            73.4,
            82.1,
            96.7,
            95.3,
            82.4,
            72.5,
            90.9,
            71.3,
            85.4,
            81.6,
            89.1,
            83.9,
            82.7,
            75.7,
            82.6,
            100.4,
            85.2,
            83.6,
            84.6,
            96.2,
            86.7,
        ),
    ),
    "Cont": (
        (
            80.7,
            89.4,
            91.8,
            74,
            78.1,
            88.3,
            87.3,
            75.1,
            80.6,
            78.4,
            77.6,
            88.7,
            81.3,
            78.1,
            70.5,
            77.3,
            85.2,
            86,
            84.1,
            79.7,
            85.5,
            84.4,
            79.6,
            77.5,
            72.3,
            89,
        ),
        (
            80.2,
            80.1,
            86.4,
            86.3,
            76.1,
            78.1,
            75.1,
            86.7,
            73.5,
            84.6,
            77.4,
            79.5,
            89.6,
            81.4,
            81.8,
            77.3,
            84.2,
            75.4,
            79.5,
            73,
            88.3,
            84.7,
            81.4,
            81.2,
            88.2,
            78.8,
        ),
    ),
    "FT": (
        (
            83.8,
            83.3,
            86,
            82.5,
            86.7,
            79.6,
            76.9,
            94.2,
            73.4,
            80.5,
            81.6,
            82.1,
            77.6,
            83.5,
            89.9,
            86,
            87.3,
        ),
        (
            95.2,
            94.3,
            91.5,
            91.9,
            100.3,
            76.7,
            76.8,
            101.6,
            94.9,
            75.2,
            77.8,
            95.5,
            90.7,
            92.5,
            93.8,
            91.7,
            98,
        ),
    ),
}
"""Weights (lb) of 72 young women before and after, by arm: Hand et al. (1993), A handbook of small data
sets, set 285."""

ORTHODONT = {
    "M01": (26, 25, 29, 31),
    "M02": (21.5, 22.5, 23, 26.5),
    "M03": (23, 22.5, 24, 27.5),
    "M04": (25.5, 27.5, 26.5, 27),
    "M05": (20, 23.5, 22.5, 26),
    "M06": (24.5, 25.5, 27, 28.5),
    "M07": (22, 22, 24.5, 26.5),
    "M08": (24, 21.5, 24.5, 25.5),
    "M09": (23, 20.5, 31, 26),
    "M10": (27.5, 28, 31, 31.5),
    "M11": (23, 23, 23.5, 25),
    "M12": (21.5, 23.5, 24, 28),
    "M13": (17, 24.5, 26, 29.5),
    "M14": (22.5, 25.5, 25.5, 26),
    "M15": (23, 24.5, 26, 30),
    "M16": (22, 21.5, 23.5, 25),
    "F01": (21, 20, 21.5, 23),
    "F02": (21, 21.5, 24, 25.5),
    "F03": (20.5, 24, 24.5, 26),
    "F04": (23.5, 24.5, 25, 26.5),
    "F05": (21.5, 23, 22.5, 23.5),
    "F06": (20, 21, 21, 22.5),
    "F07": (21.5, 22.5, 23, 25),
    "F08": (23, 23, 23.5, 24),
    "F09": (20, 21, 22, 21.5),
    "F10": (16.5, 19, 19, 19.5),
    "F11": (24.5, 25, 28, 28),
}
"""Distance of pituitary and fissure (mm) of 16 boys (M) and 11 girls (F) at 8, 10, 12 and 14 years: Potthoff & Roy
(1964), A generalized multivariate analysis of variance model, Biometrika 51."""


def paired_rows(first, second):
    """Two columns of values as a row an assessment."""
    return [
        {"client": f"p{client}", "time": time, "value": value}
        for time, values in ((1, first), (2, second))
        for client, value in enumerate(values)
    ]


def anorexia_rows():
    """The arms as one table, with the arm in a column."""
    return [
        {**row, "client": f"{arm} {row['client']}", "arm": arm}
        for arm, (first, second) in ANOREXIA.items()
        for row in paired_rows(first, second)
    ]


def orthodont_rows():
    """The children as a row a visit."""
    return [
        {"client": child, "sex": child[0], "age": age, "value": value}
        for child, values in ORTHODONT.items()
        for age, value in zip((8, 10, 12, 14), values, strict=True)
    ]
