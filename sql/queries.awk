# Makes every named query of sql/queries/*.sql a constant. A query begins with a line
#   -- name :none|:one|:many
# and ends where the next begins; other comment lines are left out.
# The header goes to the file named by -v header=..., the definitions to standard output.
function finish(    i, most) {
        if (name == "")
                return
        most = 0
        for (i = 1; i <= 30; i++)
                if (index(sql, "$" i))
                        most = i
        sub(/[ \n;]+$/, "", sql)
        gsub(/\\/, "\\\\", sql)
        gsub(/"/, "\\\"", sql)
        gsub(/\n/, "\\n\"\n        \"", sql)
        printf "const struct query %s = {\n        .name = \"%s\",\n        .sql = \"%s\",\n        .rows = QUERY_%s,\n        .parameter_count = %d,\n        .number = %d,\n};\n\n", toupper(name), name, sql, toupper(kind), most, count
        printf "extern const struct query %s;\n", toupper(name) > header
        names[count++] = toupper(name)
        name = ""
}
BEGIN {
        print "// Made by sql/queries.awk from sql/queries/.\n#include \"queries.h\"\n"
        print "// Made by sql/queries.awk from sql/queries/.\n#pragma once\n\n#include \"db/db.h\"\n" > header
}
FNR == 1 { finish() }
/^-- [a-z_0-9]+ :(none|one|many)$/ {
        finish()
        name = $2
        kind = substr($3, 2)
        sql = ""
        if (name in seen) {
                print FILENAME ": " name " stands twice" > "/dev/stderr"
                exit 1
        }
        seen[name] = 1
        next
}
/^--/ || /^[ \t]*$/ { next }
name != "" { sql = sql (sql == "" ? "" : "\n") $0 }
END {
        finish()
        print "const struct query *const QUERIES[] = {"
        for (i = 0; i < count; i++)
                print "        &" names[i] ","
        print "        0,\n};"
        print "const int QUERY_COUNT = " count ";"
        print "\nextern const struct query *const QUERIES[];\nextern const int QUERY_COUNT;" > header
}
