/** One program that uses every construct of the language: for tests that change texts. */

export const sample = `
/// Whole and part.
.type Name <: symbol
.type Short <: Name
.type Count <: number
.type Any = Name | Short
.type Place = [row: number, column: number]
.type List = [head: Place, rest: List]
.type Shape = Circle { at: Place, r: float } | Square { at: Place, side: number } | Empty {}

@[key]
.decl part(/// What it is in.
    whole: Name, part: Short)
.decl size(name: Name, n: Count)
.decl shape(name: Name, s: Shape)
.decl weight(name: Name, w: float)
.input part, size(IO=file, delimiter=",")
.decl inside(whole: Name, part: Any)
.decl total(whole: Name, n: number)
.decl flag()
.decl text(s: symbol)
.decl list(l: List)
.decl step(n: number)
.output inside, total, flag, text, list, step

size("a", 1). size("b", -2). size("c", 0x10). size("d", 0b11).
shape("a", $Circle([1, 2], 1.5)). shape("b", $Square(nil, 3)). shape("c", $Empty()).
weight("a", 2.5). weight("b", 1.0).

/// Directly, or through another.
@[rule(severity = "error", tags = ["x", "y"], on = true, level = -1)]
@[message = "{w} holds {p}"]
inside(w, p) :- @![why = "direct"] part(w, p).
inside(w, p) :- //! Through another.
    inside(w, q), part(q, p).
flag() :- part(_, _), !size("z", _), (size("a", n), n > 0 ; size("b", m), !(m = 1 ; m = 2)).
total(w, n) :- part(w, _), n = sum s : { inside(w, p), size(p, s), s != 0 }.
total(w, count : part(w, _) + 1), text(w) :- part(w, _), 1 <= count : { part(w, p), !size(p, 3) }.
total(w, min(n, 3, -n) - max n : size(_, n)) :- size(w, n), n band 6 = 2 + 3 * 4 / 2 % 5 - 2 ^ 3 ^ 1.
text(cat(s, to_string(n), "\\n\\"\\\\\\t'")) :- size(s, n), match("[a-z]+(b|c)*", s), contains("a", s).
text(substr(s, 0, strlen(s) - 1)) :- size(s, _), to_number(s) >= ord(s), true.
text(s) :- shape(s, $Circle([x, _], r)), x <= 3, r > 0.5, weight(s, w), w * 2.0 < to_float(x) + 1.0.
list([[1, 2], nil]).
list([[r, c], l]) :- list(l), l = [[r1, c], _], r = r1 + 1, r < 4.
step(n) :- n = range(0, 10, 2).
step(-n) :- size(_, n), m = range(n, 3), m != n, !size("z", m), bnot m bshl 1 < 4 bor 1.

.comp Tree {
  .decl node(x: symbol)
  .decl up(x: symbol, y: symbol)
  node(x) :- up(x, _).
}
.init tree = Tree
tree.up("x", "y").
text(x) :- tree.node(x).

@[test(rule = "x", name = "a part")]
.comp test_part {
  part("a", "b").
  @[expect] inside("a", "b").
  @[reject] inside("b", _).
}
`;
