// What the review says first: signs of danger that are there, and those nobody can tell of yet.

// {yes, low, unknown, open}: questions, in order; low are those of Part D whose rating is a sign of danger.
function findSafety(answers, spec) {
  const all = spec.sections.flatMap(({ questions }) => questions);
  const signs = all.filter(({ danger }) => danger);
  const [path, most] = spec.home ?? [];
  const home = all.filter((question) => question.path === path);
  const rated = (question) => numberOf(question, answers.get(question.path));
  const every = [...signs, ...home];
  return {
    yes: signs.filter((question) => rated(question) === "yes"),
    low: home.filter((question) => typeof rated(question) === "number" && rated(question) <= most),
    unknown: every.filter((question) => answers.state(question) === "not known"),
    open: every.filter((question) => answers.state(question) === "open"),
    asks: signs.length > 0,
  };
}

function drawSafety(answers, found, say, link) {
  const { yes, low, unknown, open } = found;
  const there = [...yes, ...low];
  const counted = [[say.yes_count, there], [say.unknown_count, unknown], [say.open_count, open]].filter(([, some]) => some.length);
  const named = ({ path, name }) => link(path, name);
  const list = (title, lead, questions) =>
    questions.length ? formNode("div", { class: "nmt-review-signs" }, formNode("h4", { text: title }), formNode("p", { class: "nmt-review-quiet", text: lead }), formNode("p", { class: "nmt-review-group" }, ...questions.map(named))) : null;
  const one = (question) => formNode("li", {}, named(question), formNode("span", { text: answers.say(question.path, answers.get(question.path)), dir: "auto" }));
  return formNode(
    "section",
    { class: "nmt-review-part nmt-review-safety", "data-urgent": there.length > 0 },
    formNode("div", { class: "nmt-review-head" }, formNode("h3", { text: say.title }), formNode("span", { text: counted.map(([words, some]) => formCount(words, some.length)).join(", ") })),
    there.length ? formNode("p", { class: "nmt-review-urgent", text: say.yes_lead }) : null,
    there.length ? formNode("ul", { class: "nmt-review-there" }, ...there.map(one)) : null,
    list(say.unknown, say.unknown_lead, unknown),
    list(say.open, say.open_lead, open),
    counted.length ? null : formNode("p", { text: say.none }),
  );
}
