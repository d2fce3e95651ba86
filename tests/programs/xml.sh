# xmllint, xsltproc, xmlstarlet, tidy: validation, paths, transformations
# needs: libxml2-utils xsltproc xmlstarlet tidy
cat >t.xml <<'END'
<?xml version="1.0"?><!DOCTYPE r [<!ELEMENT r (i+)><!ELEMENT i (#PCDATA)><!ATTLIST i k CDATA #REQUIRED><!ENTITY e "entity">]>
<r><i k="a">1</i><i k="b">&e;</i><i k="c">3</i></r>
END
xmllint --valid --noout t.xml; echo $?; xmllint --format --noent t.xml | tail -4; xmllint --xpath 'string(//i[@k="b"])' t.xml; echo '<r><i/></r>' | xmllint --noout --dtdvalid /dev/null - 2>&1 | head -1 | cut -c1-40; echo '<a><b></a>' | xmllint - 2>&1 | head -2
cat >t.xsl <<'END'
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/><xsl:template match="/"><xsl:for-each select="//i"><xsl:sort select="@k" order="descending"/><xsl:value-of select="concat(@k, '=', .)"/><xsl:text>
</xsl:text></xsl:for-each><xsl:value-of select="count(//i)"/></xsl:template></xsl:stylesheet>
END
xsltproc t.xsl t.xml; echo; xmlstarlet sel -t -m '//i' -v @k -n t.xml; xmlstarlet ed -u '//i[1]' -v new t.xml | tail -5; printf '<html><body><p>a<b>c' | tidy -q --tidy-mark no --show-warnings no 2>/dev/null
