"""The tree as the tests about it see it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src/openkap"


def modules(under: Path = SRC) -> list[Path]:
    """Every module of ours, without migrations."""
    return sorted(p for p in under.rglob("*.py") if "migrations" not in p.parts)


def templates() -> list[Path]:
    """Every template."""
    return sorted(SRC.rglob("templates/**/*.html"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, nested ones too."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from ``def`` to its end, without its docstring and the functions inside it."""
    own = (node.end_lineno or node.lineno) - node.lineno + 1
    inner = sum(lines(n) for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    first = node.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return own - inner - ((first.end_lineno or 0) - first.lineno + 1 if told else 0)


def named(path: Path) -> str:
    """A path as a test's name."""
    return str(path.relative_to(ROOT))
