<?cs # The one place where text reaches a page unescaped: content.html is our own Markdown, rendered by cmark in safe mode from files of this installation. Nothing that a visitor or a source sent may ever be put there.
?><div class="prose"><?cs uvar:content.html ?></div>
