"""Three invented writers, each with replies of their own."""

from itertools import product

NAMES = ("Nora", "Pavel", "Aisha", "Tom", "Lucia", "Jin")
THINGS = ("lamp", "kettle", "blue rug", "order", "voucher", "chair")


def _mixed(openings: list[str], bodies: list[str], endings: list[str], count: int = 30) -> list[str]:
    every = list(product(bodies, openings, endings))
    return [
        f"{o}{b}{e}".format(name=NAMES[i % 6], thing=THINGS[(i * 5) % 6])
        for i, (b, o, e) in enumerate(every[(7 * k) % len(every)] for k in range(count))
    ]


CHATTY = _mixed(
    ["Hey {name}! ", "Hey {name}! Oh no, ", "Hey {name}! "],
    [
        "I've just had a look and your {thing}'s on the shelf, so I'll pop it in the post!",
        "that's my fault, I'm so sorry! Could you send me a photo of the {thing}?",
        "I'd love to help! The {thing}'s a bit tricky, but it's nothing we can't sort.",
        "great choice! I've got one {thing} left and it's yours if you'd like it.",
        "don't worry, it's easy: you just tap the {thing} and I'll do the rest!",
    ],
    ["\nCheers,\nIda", " Shout if I can help!\nCheers,\nIda"],
)
STIFF = _mixed(
    ["Dear {name},\n\n", "Dear Sir or Madam,\n\n"],
    [
        "We acknowledge receipt of your enquiry regarding the {thing}. It is currently under examination.",
        "We regret to inform you that the {thing} is not available. An alternative may be requested.",
        "The {thing} was dispatched in accordance with our terms. Further information will be provided.",
        "Please be advised that the return of the {thing} requires the original packaging.",
        "With reference to the {thing}, we kindly request that the enclosed form be completed.",
    ],
    ["\n\nYours sincerely,\nCustomer Department", "\n\nKind regards,\nCustomer Department"],
)
BRISK = _mixed(
    ["", "Yes. ", "No. "],
    [
        "{thing} in stock. Two left.",
        "Bring the {thing} to the desk. No receipt, no swap.",
        "Out of {thing}s. More on the van soon.",
        "Cut to size. Takes a while. Wait at the {thing} counter.",
        "Try the other {thing}. Same fitting.",
    ],
    ["", " Ask at the counter."],
)


def brands() -> dict[str, list[str]]:
    return {"chatty": CHATTY, "stiff": STIFF, "brisk": BRISK}
