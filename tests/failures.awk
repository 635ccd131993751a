# What failed, out of a log of node's test runner or of tests/run-units: the name of each test, where it stands,
# its error in at most 14 lines, and where it was thrown. Suites that failed only because a test of theirs did are left out.
function tell() {
        if (name != "" && kind != "subtestsFailed" && kind != "subtestFailed")
                printf "   FAILED: %s\n      %s\n%s%s", name, place, error, thrown != "" ? "      at " thrown "\n" : ""
        name = ""
}
/^ *not ok [0-9]+ - / {
        tell()
        name = $0
        sub(/^ *not ok [0-9]+ - /, "", name)
        place = kind = error = thrown = member = ""
        next
}
/^FAIL / { print "   " $0; unit = 1; next }
unit && /^     .*(FAILED|ERROR|Assert|assert|rror:|#[0-4] )/ { print "   " $0; next }
/^ok / { unit = 0 }
name == "" { next }
/^ *\.\.\.$/ { tell(); next }
/^ *location: / { place = $0; sub(/^ *location: /, "", place); next }
/^ *failureType: / { kind = $2; gsub(/'/, "", kind); next }
/^ *error: / { member = "error"; lines = 0; sub(/^ *error: (\|-)?/, ""); if ($0 != "") error = "      " $0 "\n"; next }
/^ *stack: / { member = "stack"; next }
/^ *(code|name|expected|actual|operator): / { member = ""; next }
member == "error" && ++lines <= 14 { error = error $0 "\n"; next }
member == "stack" && thrown == "" && /file:|tests\// { thrown = $0; sub(/^ */, "", thrown) }
END { tell() }
