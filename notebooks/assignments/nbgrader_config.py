"""nbgrader for these assignments: a course folder has a link to this file. README.md says the commands."""
import os
from pathlib import Path

assignments = Path(__file__).resolve().parent
c = get_config()

# The sources are those of the workbook.
c.CourseDirectory.source_directory = str(assignments)

# C# in the place of Python.
c.ClearSolutions.code_stub = {"C#": "// YOUR CODE HERE\nthrow new NotImplementedException();"}
c.ClearSolutions.begin_solution_delimeter = "// ### BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "// ### END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "// ### BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "// ### END HIDDEN TESTS"

# Downloaded files are called STUDENT_a1-the-loss.ipynb, or STUDENT_whatever_a1-the-loss.ipynb.
c.FileNameCollectorPlugin.named_regexp = r".*/(?P<student_id>[^_/]+)_(.*_)?(?P<file_id>a\d-[a-z-]+)"

# Submissions run in a kernel that confined.sh starts and, where a cell ends it, starts again.
os.environ["JUPYTER_PATH"] = str(assignments)
c.Execute.kernel_name = "lgm-confined"
c.Execute.timeout = 120
c.Execute.raise_on_iopub_timeout = False
c.Execute.shutdown_kernel = "immediate"

# Whatever a test prints to standard error fails it: a warning of the compiler about TorchSharp's references is no fault of the student's.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"\A(\s*warning CS1701: [^\n]*)+\s*\Z"
