"""`scripts/setup` on machines of every kind: what it would install, and that it installs nothing needlessly.

Each machine is a folder that is the whole PATH: real coreutils, and stand-ins for tesseract, apt-get, sudo
and Python that write down how they were called.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
COREUTILS = ("bash", "env", "dirname", "grep", "cksum", "tr", "rm", "mkdir", "cat", "chmod", "touch", "sed")
LANGUAGES = ("eng", "deu", "fra", "spa", "ita", "nld")


class Machine:
    def __init__(self, folder: Path):
        self.bin, self.log = folder / "bin", folder / "calls"
        self.checkout = folder / "checkout"
        self.bin.mkdir()
        (self.checkout / "scripts").mkdir(parents=True)
        shutil.copy(ROOT / "scripts" / "setup", self.checkout / "scripts" / "setup")
        (self.checkout / "pyproject.toml").write_text("[project]\nname = 'x'\n")
        self.log.touch()
        for name in COREUTILS:
            (self.bin / name).symlink_to(shutil.which(name))
        self.system("Linux")
        self.user(0)

    def program(self, name, script=""):
        path = self.bin / name
        path.write_text(f"#!/usr/bin/env bash\n{script}\n")
        path.chmod(0o755)

    def recorded(self, name, script=""):
        self.program(name, f'echo "{name} $*" >>"{self.log}"\n{script}')

    def system(self, name):
        self.program("uname", f"echo {name}")

    def user(self, number):
        self.program("id", f"echo {number}")

    def python(self, name="python3", *, new=True, venv=True, without="nothing"):
        """A Python that makes a .venv whose pip installs an `ocr-reconcile`, but fails for `without`."""
        self.program(
            name,
            f"""case "$*" in
            *version_info\\ \\<*) exit {0 if new else 1} ;;
            *ensurepip*) [[ -e "{self.bin}/has-venv" ]] || exit {0 if venv else 1} ;;
            *version_info\\[*) echo python3.12-venv ;;
            --version) echo "Python 3.12.9" ;;
            "-m venv --clear .venv")
              echo "{name} -m venv" >>"{self.log}"; mkdir -p .venv/bin
              cat >.venv/bin/python <<'INSIDE'
#!/usr/bin/env bash
case "$*" in "-m pip install"*)
  echo "pip $*" >>"{self.log}"
  case "$*" in *"{without}") exit 1 ;; esac
  touch .venv/bin/ocr-reconcile; chmod +x .venv/bin/ocr-reconcile
esac
INSIDE
              chmod +x .venv/bin/python ;;
            esac""",
        )

    def tesseract(self, *languages):
        self.program(
            "tesseract", "\n".join(["echo List of languages", *(f"echo {name}" for name in languages)])
        )

    def apt(self, script=""):
        self.recorded("apt-get", script)

    def setup(self, purpose):
        done = subprocess.run(
            [shutil.which("bash"), str(self.checkout / "scripts" / "setup"), purpose],
            env={"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        calls = self.log.read_text().splitlines()
        self.log.write_text("")
        return done, calls


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def installs(calls):
    return [
        call.partition("--no-install-recommends ")[2].split()
        for call in calls
        if " install " in call and "pip" not in call
    ]


def test_nothing_is_installed_where_nothing_is_missing(machine):
    machine.python()
    machine.tesseract(*LANGUAGES)
    machine.apt()
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert [call.split()[0] for call in calls] == ["python3", "pip"]
    done, calls = machine.setup("demo")
    assert (done.returncode, calls, done.stdout, done.stderr) == (0, [], "", "")


def test_changed_pyproject_installs_again(machine):
    machine.python()
    machine.tesseract(*LANGUAGES)
    machine.setup("demo")
    (machine.checkout / "pyproject.toml").write_text("[project]\nname = 'y'\n")
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert [call.split()[0] for call in calls] == ["pip"]


def test_what_the_tests_need_serves_the_others_too(machine):
    machine.python()
    machine.tesseract(*LANGUAGES)
    machine.apt()
    done, calls = machine.setup("test")
    assert done.returncode == 0, done.stderr
    assert ".[dev,photo]" in calls[-1]
    assert machine.setup("demo")[1] == []
    assert machine.setup("check")[1] == []


def test_the_tools_are_not_the_photo_reader_nor_the_other_way_round(machine):
    machine.python()
    machine.tesseract(*LANGUAGES)
    machine.apt()
    assert ".[dev]" in machine.setup("check")[1][-1]
    assert ".[photo]" in machine.setup("demo")[1][-1]
    assert machine.setup("check")[1] == []
    assert ".[dev,photo]" in machine.setup("test")[1][-1]


def test_the_demo_goes_on_where_the_photo_reader_cannot_be_installed(machine):
    machine.python(without=".[photo]")
    machine.tesseract(*LANGUAGES)
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert "going on without it" in done.stderr
    assert calls[-1].endswith("--editable .")
    # It is tried again, so that it comes when it can.
    assert ".[photo]" in machine.setup("demo")[1][0]


def test_fresh_debian_gets_tesseract_with_its_languages(machine):
    machine.python()
    machine.apt(f"""case "$*" in *install*tesseract-ocr*)
      printf '#!/usr/bin/env bash\\nprintf "%%s\\\\n" {" ".join(LANGUAGES)}\\n' >"{machine.bin}/tesseract"
      chmod +x "{machine.bin}/tesseract";; esac""")
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert installs(calls) == [["tesseract-ocr", *(f"tesseract-ocr-{name}" for name in LANGUAGES)]]
    assert machine.setup("demo")[1] == []


def test_only_what_is_missing_is_asked_for(machine):
    machine.python()
    machine.tesseract("eng", "deu", "osd")
    machine.apt()
    done, calls = machine.setup("demo")
    assert installs(calls) == [[f"tesseract-ocr-{name}" for name in ("fra", "spa", "ita", "nld")]]
    # This apt-get installs nothing, which must not pass unnoticed.
    assert done.returncode == 1
    assert "tesseract still lacks: fra spa ita nld" in done.stderr


def test_sudo_is_used_by_others_than_root(machine):
    machine.user(1000)
    machine.python()
    machine.tesseract("eng")
    machine.apt()
    machine.recorded("sudo", '"$@"')
    _, calls = machine.setup("demo")
    assert any(call.startswith("sudo apt-get") for call in calls)
    assert any(call.startswith("sudo env DEBIAN_FRONTEND=noninteractive apt-get") for call in calls)


def test_without_root_and_sudo_it_says_what_to_run(machine):
    machine.user(1000)
    machine.python()
    machine.tesseract("eng")
    machine.apt()
    done, calls = machine.setup("demo")
    assert done.returncode == 1
    assert calls == []
    assert "Run this as root" in done.stderr
    assert "tesseract-ocr-deu" in done.stderr


def test_macos_says_what_to_install_and_stops(machine):
    machine.system("Darwin")
    machine.python()
    done, calls = machine.setup("demo")
    assert done.returncode == 1
    assert calls == []
    assert "brew install tesseract tesseract-lang" in done.stderr


def test_another_linux_is_told_what_is_needed(machine):
    machine.python()
    done, calls = machine.setup("demo")
    assert done.returncode == 1
    assert calls == []
    assert "tesseract-ocr-nld" in done.stderr


def test_missing_venv_module_is_installed_for_that_python(machine):
    machine.python(venv=False)
    machine.tesseract(*LANGUAGES)
    machine.apt(f'case "$*" in *install*python3.12-venv*) touch "{machine.bin}/has-venv";; esac')
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert installs(calls) == [["python3.12-venv"]]


def test_old_python_is_refused_in_words(machine):
    machine.python(new=False)
    machine.tesseract(*LANGUAGES)
    machine.apt()
    done, _ = machine.setup("demo")
    assert done.returncode == 1
    assert "Python 3.11 or newer" in done.stderr


def test_a_shim_that_fails_is_passed_over(machine):
    machine.program("python3.13", "exit 127")
    machine.python("python3.12")
    machine.tesseract(*LANGUAGES)
    done, calls = machine.setup("demo")
    assert done.returncode == 0, done.stderr
    assert calls[0] == "python3.12 -m venv"


def test_tests_need_a_database_server_a_tracer_and_a_browser(machine):
    machine.python()
    machine.tesseract(*LANGUAGES)
    machine.apt()
    done, calls = machine.setup("test")
    assert done.returncode == 0, done.stderr
    wanted = [["strace"], ["chromium"]]
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        wanted.insert(0, ["postgresql"])
    assert installs(calls) == wanted


def test_unknown_purpose(machine):
    done, _ = machine.setup("fly")
    assert done.returncode == 1
    assert "demo, check or test" in done.stderr
