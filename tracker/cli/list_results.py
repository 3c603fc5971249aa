"""What a person has to mend or decide in a list that was read, as words on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.output import Terminal
from tracker.imports.checking.checked import Problem, Question
from tracker.messages import Message, counted, message

MOST_SHOWN = 20


def show_problems(
    terminal: Terminal, notes: Sequence[Message], problems: Sequence[Problem], questions: Sequence[Question]
) -> None:
    """Print the notes, the first problems and every question of a list."""
    for note in notes:
        terminal.show(note)
    for problem in problems[:MOST_SHOWN]:
        column = problem.column or problem.sheet
        terminal.show(
            message("Row %(row)d, %(column)s: %(told)s", row=problem.row, column=column, told=problem.message)
        )
    for question in questions:
        rows, told = len(question.rows), question.message
        terminal.show(
            counted("Question, %(count)s row: %(told)s", "Question, %(count)s rows: %(told)s", count=rows, told=told)
        )


def show_list_problems(
    terminal: Terminal, notes: Sequence[Message], problems: Sequence[Problem], questions: Sequence[Question]
) -> None:
    """Print what a person has to know, mend or decide, and that --json gives the problems that are not shown."""
    show_problems(terminal, notes, problems, questions)
    if len(problems) > MOST_SHOWN:
        terminal.show(
            counted(
                "%(count)s more is not shown; --json gives all.",
                "%(count)s more are not shown; --json gives all.",
                count=len(problems) - MOST_SHOWN,
            )
        )


def problems_as_json(
    terminal: Terminal, notes: Sequence[Message], problems: Sequence[Problem], questions: Sequence[Question]
) -> dict[str, object]:
    """Return `problems`, `questions` and `notes` as plain JSON values, the sentences in the user's language."""
    return {
        "problems": [_problem_as_json(terminal, problem) for problem in problems],
        "questions": [_question_as_json(terminal, question) for question in questions],
        "notes": [terminal.text(note) for note in notes],
    }


def _problem_as_json(terminal: Terminal, problem: Problem) -> dict[str, object]:
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": terminal.text(problem.message),
    }


def _question_as_json(terminal: Terminal, question: Question) -> dict[str, object]:
    return {
        "kind": question.kind,
        "subject": question.subject,
        "message": terminal.text(question.message),
        "choices": [choice.value for choice in question.choices],
        "rows": list(question.rows),
    }
