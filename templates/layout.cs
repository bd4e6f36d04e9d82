<?cs # The frame of every page: head, header, breadcrumbs, the page's body, footer.
Reads: page.{title,description,view,nav,noindex,id,canonical,feed,crumbs.N.{name,href}} site.{name,province,demo,assets,organiser,phone,identifier,icp,police,updated_on} request.{id,path,uri}
page.body is the path of the page's template, fixed when the templates are parsed. ?><?cs include!"part/macros.cs" ?><!DOCTYPE html>
<html lang="zh-Hans-CN"<?cs if:page.view == "elder" ?> class="elder"<?cs elif:page.view == "contrast" ?> class="contrast"<?cs /if ?>>
<head>
<meta charset="utf-8">
<title><?cs if:page.title ?><?cs var:page.title ?> - <?cs /if ?><?cs var:site.name ?></title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<?cs if:page.description ?><meta name="description" content="<?cs var:page.description ?>">
<?cs /if ?><?cs if:page.noindex ?><meta name="robots" content="noindex, nofollow">
<?cs /if ?><?cs if:page.canonical ?><link rel="canonical" href="<?cs var:url_validate(page.canonical) ?>">
<?cs /if ?><?cs if:page.feed ?><link rel="alternate" type="application/atom+xml" title="<?cs var:page.title ?>" href="<?cs var:url_validate(page.feed) ?>">
<?cs /if ?><meta name="theme-color" content="#12495a">
<link rel="icon" href="/static/img/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/site.css<?cs if:site.assets ?>?v=<?cs var:url_escape(site.assets) ?><?cs /if ?>">
<?cs if:page.desk ?><link rel="stylesheet" href="/static/css/desk.css<?cs if:site.assets ?>?v=<?cs var:url_escape(site.assets) ?><?cs /if ?>">
<?cs else ?><script src="/static/js/suggest.js<?cs if:site.assets ?>?v=<?cs var:url_escape(site.assets) ?><?cs /if ?>" defer></script>
<?cs /if ?></head>
<body data-page="<?cs var:page.id ?>">
<a class="skip" href="#main">跳到正文</a>
<?cs if:page.desk ?><?cs include!"part/desk_header.cs" ?><?cs else ?><?cs include!"part/header.cs" ?><?cs /if ?>
<main id="main" tabindex="-1">
<?cs if:subcount(page.crumbs) ?><?cs include!"part/crumbs.cs" ?>
<?cs /if ?><?cs include!page.body ?>
</main>
<?cs if:page.desk ?><?cs include!"part/desk_footer.cs" ?><?cs else ?><?cs include!"part/footer.cs" ?><?cs /if ?>
</body>
</html>
