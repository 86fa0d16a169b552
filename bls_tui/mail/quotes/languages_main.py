"""Italian, English, German, French, Spanish and Portuguese, as mail programs and phones write them."""

from bls_tui.mail.quotes.language import Language

ITALIAN = Language(
    code="it",
    starts="Il|In data|Nel giorno|Citando|Cito|In risposta a",
    wrote="ha scritto|hai scritto|scrisse|scriveva|ha risposto|ha inviato|scrive:",
    sender="Da|Mittente|From",
    date="Inviato|Inviata|Inviato il|Data|Data invio|Data e ora|Spedito",
    to="A|Per|Destinatario|Destinatari",
    copy="Cc|Ccn|Copia|Copia conoscenza|Cc (copia)",
    subject="Oggetto|Ogg",
    reply_to="Rispondi a|Risposta a|Rispondi|Risposta",
    original="Messaggio originale|Messaggio d'origine|Messaggio di risposta|Messaggio precedente|Mail originale"
    "|Email originale|Testo originale",
    forwarded="Messaggio inoltrato|Inizio messaggio inoltrato|Inizio del messaggio inoltrato|Messaggio inoltrato da"
    "|Fwd|Inoltro messaggio|Posta inoltrata",
    above="Rispondi sopra questa riga|Rispondi sopra questa linea|Rispondere sopra questa riga"
    "|Rispondere sopra questa linea|Rispondere al di sopra di questa riga|Rispondere al di sopra di questa linea"
    "|Rispondi al di sopra di questa riga|Scrivi sopra questa riga|Scrivi sopra questa linea"
    "|Scrivere sopra questa riga|Scrivere sopra questa linea|Scrivi la tua risposta sopra|Scrivere la risposta sopra"
    "|Inserisci la tua risposta sopra|Inserire la risposta sopra|Digita la tua risposta sopra"
    "|Si prega di rispondere sopra|Per rispondere scrivi sopra|Per rispondere scrivere sopra"
    "|Non scrivere sotto questa riga|Non scrivere sotto questa linea|Risposta sopra questa riga",
    sent_from="Inviato da|Inviato dal|Inviata da|Inviata dal|Inviato con|Inviato tramite|Inviato via"
    "|Inviato utilizzando"
    "|Spedito da|Spedito dal|Scritto da|Scritto dal|Messaggio inviato da|Messaggio inviato dal|E-mail inviata da"
    "|Email inviata da|Mail inviata da|Ottieni Outlook|Ottieni|Scarica Outlook|Scarica|Mandato da|Mandato dal",
    mine="mio|mia",
    disclaimers="Avviso di riservatezza|Avviso di confidenzialità|Avvertenza|Avvertenze ai sensi|Nota di riservatezza"
    "|Riservatezza|Clausola di riservatezza|Informativa privacy|Informativa sulla privacy|Le informazioni contenute"
    "|Le informazioni trasmesse|Le informazioni, i dati|Il contenuto di questa e-mail|Il contenuto di questa email"
    "|Il contenuto del presente messaggio|Il presente messaggio|La presente e-mail|La presente email"
    "|La presente comunicazione|Questo messaggio e i suoi|Questo messaggio e gli eventuali"
    "|Questo messaggio, corredato|Questo messaggio di posta|Questo messaggio può contenere"
    "|Questo messaggio contiene informazioni|Questa e-mail e|Questa email e|Questa e-mail è|Questa email è"
    "|Questa e-mail contiene|Questa email contiene|Questa comunicazione|Ai sensi del D.Lgs|Ai sensi del d.l"
    "|Ai sensi del Regolamento|Ai sensi dell'art|Ai sensi e per gli effetti|In ottemperanza al"
    "|Si precisa che le informazioni"
    "|Prima di stampare|Rispetta l'ambiente|Pensa all'ambiente|Per favore, pensa all'ambiente"
    "|Mail priva di virus|Nessun virus nel messaggio|Hai ricevuto questo messaggio perché"
    "|Ricevi questo messaggio perché"
    "|Per annullare l'iscrizione|Se avete ricevuto questo|Se ha ricevuto questo|Se hai ricevuto questo"
    "|Qualora abbiate ricevuto"
    "|Qualora il presente|Chi riceve il presente|Chiunque riceva|Il titolare del trattamento|Informativa ai sensi"
    "|Valuta se è necessario stampare",
    banners="Attenzione: questa e-mail|Attenzione: questa email|Attenzione: questo messaggio|Attenzione: mail esterna"
    "|Attenzione: email esterna|Attenzione: mittente esterno|Mail esterna|Email esterna|Non si ricevono spesso messaggi"
    "|Non si riceve spesso|Questa e-mail proviene dall'esterno|Questa email proviene dall'esterno",
)

ENGLISH = Language(
    code="en",
    starts="On|At|Quoting|Citing|In reply to|In a message dated|In message|Dated",
    wrote="wrote|writes:|you wrote|has written|said:|reply from|responded:|replied:",
    sender="From",
    date="Sent|Date|Sent at|Sent on|Date sent|Received",
    to="To",
    copy="Cc|Bcc|Copy|Copied",
    subject="Subject|Subj",
    reply_to="Reply-To|Reply to|Organization|Importance|Sender|Attachments|Priority|Message-ID|In-Reply-To|Resent-From"
    "|Sensitivity|Size|Newsgroups|Mime-version|Content-type",
    original="Original Message|Original Mail|Original Email|Original e-mail|Reply message|Previous message"
    "|Original appointment|End of original message|Message received",
    forwarded="Forwarded Message|Forwarded mail|Forwarded email|Forward message|Begin forwarded message"
    "|Start of forwarded message|Original message follows|Forwarded by|Forwarded message from",
    above="Reply above this line|Please reply above this line|Please type your reply above this line"
    "|Type your reply above this line|Write above this line|Respond above this line|Write ABOVE THIS LINE"
    "|Enter your reply above|Add your reply above|Reply ABOVE THIS LINE to|Reply to this email above"
    "|Do not write below this line"
    "|Do not delete or write below|In replies all text above this line|Replies above this line"
    "|Please enter your reply above",
    sent_from="Sent from|Sent via|Sent with|Sent using|Sent by|Sent on|Sent through|Sent off|Get Outlook|Get"
    "|Download|Typed on|Typed from"
    "|Written on|From my|Posted from|Composed on|Send from|Message sent from|Email sent from|Download Outlook",
    mine="my|our|the|an|a",
    disclaimers="Confidentiality notice|Confidentiality|Confidential:|Disclaimer|Legal notice|Legal disclaimer"
    "|Privacy notice"
    "|This e-mail and|This email and|This message and|This e-mail, including|This email, including"
    "|This message is intended"
    "|This email is intended|This e-mail is intended|This e-mail is confidential|This email is confidential"
    "|This e-mail message|This email message|This message contains|This e-mail contains|This email contains"
    "|This e-mail may contain|This email may contain|This message may contain|This communication is"
    "|This communication may"
    "|This communication contains|This transmission|This electronic|The information contained|The information in this"
    "|The information transmitted|The contents of this|The content of this|Privileged and confidential"
    "|Privileged/confidential"
    "|Any views or opinions|If you are not the intended|If you have received this|Notice of confidentiality"
    "|Please consider the environment|Think before you print|Consider the environment|Save a tree|Virus-free"
    "|You received this message because|You are receiving this|To unsubscribe|Reply to this email directly"
    "|To respond, reply to this email|This email has been|This e-mail has been|This message has been scanned"
    "|Important notice|Notice: this|Company registration|Registered in England",
    banners="Caution: this email|Caution: external|Caution - external|Caution: this message|External email|[External]"
    "|External sender|Warning: this email|Warning: external|Attention: this email|You don't often get email from"
    "|You do not often get email|Some people who received this message|This email originated from outside"
    "|This message originated outside|This message came from outside|Caution! this",
)

GERMAN = Language(
    code="de",
    starts="Am|Den|Vom|Zitat von",
    wrote="schrieb|schrieben|hat geschrieben|geschrieben:|schreibt",
    sender="Von|Absender",
    date="Gesendet|Datum|Gesendet am|Verschickt|Gesendet um",
    to="An|Empfänger",
    copy="Cc|Bcc|Kopie|Blindkopie",
    subject="Betreff|Betr",
    reply_to="Antwort an|Antworten an|Antwort",
    original="Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Original Nachricht|Urspruengliche Nachricht"
    "|Originalmail|Original-Mail|Ursprüngliche E-Mail",
    forwarded="Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht|Anfang der weitergeleiteten E-Mail"
    "|Beginn der weitergeleiteten Nachricht|Weitergeleitete E-Mail|Weitergeleitet von"
    "|Ende der weitergeleiteten Nachricht",
    above="Bitte oberhalb dieser Zeile antworten|Antworten Sie oberhalb dieser Zeile|Bitte antworten Sie oberhalb"
    "|Bitte über dieser Zeile antworten|Antworten Sie bitte über dieser Linie|Antworten Sie über dieser Linie"
    "|Bitte schreiben Sie Ihre Antwort oberhalb|Bitte geben Sie Ihre Antwort oberhalb|Oberhalb dieser Zeile antworten",
    sent_from="Von meinem|Von unterwegs|Gesendet von|Gesendet mit|Gesendet über|Gesendet aus|Gesendet per|Gesendet via"
    "|Verschickt von|Verschickt mit|Diese Nachricht wurde von meinem|Diese Nachricht wurde mit|Holen Sie sich Outlook"
    "|Laden Sie Outlook|Outlook für|Versendet mit",
    sent_end="gesendet|versendet|verschickt|geschrieben|beschaffen|herunterladen|abrufen|holen",
    mine="meinem|meiner",
    disclaimers="Diese E-Mail enthält|Diese E-Mail kann|Diese E-Mail ist|Diese E-Mail und|Diese Nachricht enthält"
    "|Diese Nachricht ist|Diese Nachricht kann|Der Inhalt dieser E-Mail|Der Inhalt dieser Nachricht"
    "|Die Information in dieser"
    "|Die Informationen in dieser|Die in dieser E-Mail|Vertraulichkeitshinweis|Haftungsausschluss|Rechtlicher Hinweis"
    "|Diese E-Mail wurde|Virenfrei|Sollten Sie nicht|Falls Sie nicht"
    "|Wichtiger Hinweis|Hinweis zum Datenschutz|Datenschutzhinweis|Bitte denken Sie an die Umwelt|Bitte prüfen Sie, ob",
    banners="Achtung: diese E-Mail|Achtung: externe|Externe E-Mail|Vorsicht: diese E-Mail|Sie erhalten nicht oft"
    "|Sie erhalten nicht häufig",
)

FRENCH = Language(
    code="fr",
    starts="Le|En date du|Selon|Du|Citation de|En réponse à",
    wrote="a écrit|a ecrit|écrivait|écrit:|écrit :|écrivit|avez écrit|as écrit|à écrit",
    sender="De|Expéditeur|Emetteur|Émetteur",
    date="Envoyé|Date|Envoyé le|Date d'envoi|Envoyée",
    to="À|A|Pour|Destinataire",
    copy="Cc|Cci|Copie|Copie à",
    subject="Objet|Sujet",
    reply_to="Répondre à|Répondre-à|Réponse à",
    original="Message d'origine|Message original|Message initial|Courriel original|Mail original|Message de réponse"
    "|Message précédent|Courrier d'origine",
    forwarded="Message transféré|Message transmis|Message réexpédié|Début du message transféré"
    "|Début du message réexpédié"
    "|Courriel transféré|Mail transféré|Message forwardé|Transféré par",
    above="Répondre au-dessus de cette ligne|Répondez au-dessus de cette ligne|Merci de répondre au-dessus"
    "|Veuillez répondre au-dessus|Répondre au dessus de cette ligne|Répondez au dessus de cette ligne"
    "|Merci de répondre au dessus|Écrivez votre réponse au-dessus|Veuillez saisir votre réponse au-dessus",
    sent_from="Envoyé de|Envoyé depuis|Envoyé à partir|Envoyé avec|Envoyé par|Envoyé via|Envoyé du|Envoyée de"
    "|Obtenir Outlook"
    "|Téléchargez Outlook|Télécharger Outlook|Obtenez Outlook|Provenance :|Provenance",
    mine="mon|ma|notre",
    disclaimers="Ce message et|Ce message est|Ce message contient|Ce message peut|Ce courriel|Cet e-mail|Cet email"
    "|Ce mail et|Ce mail contient|Les informations contenues|Le contenu de ce|Le présent message"
    "|Avis de confidentialité"
    "|L'absence de virus|Garanti sans virus|Si vous n'êtes pas|Si vous avez reçu ce"
    "|Avertissement|Clause de confidentialité|Mention de confidentialité|Pensez à l'environnement"
    "|Pensez à l’environnement|Avant d'imprimer|Afin de contribuer au respect|N'imprimez ce",
    banners="Attention : ce message|Attention: ce message|Attention : cet e-mail|Courriel externe|Email externe"
    "|Message externe"
    "|Vous n'obtenez pas souvent|Vous ne recevez pas souvent",
)

SPANISH = Language(
    code="es",
    starts="El|Con fecha|Citando a|El día|En fecha",
    wrote="escribió|escribio|ha escrito|escribía|escribe:|escribieron",
    sender="De|Remitente|Desde",
    date="Enviado|Fecha|Enviado el|Enviado a las|Enviada",
    to="Para|Destinatario",
    copy="Cc|Cco|Copia|CC",
    subject="Asunto",
    reply_to="Responder a|Responder",
    original="Mensaje original|Correo original|Mensaje de respuesta|Mensaje anterior",
    forwarded="Mensaje reenviado|Inicio del mensaje reenviado|Correo reenviado|Comienzo del mensaje reenviado"
    "|Mensaje remitido|Reenviado por",
    above="Responda por encima de esta línea|Responder por encima de esta línea|Por favor responda por encima"
    "|Por favor, responda por encima|Escriba su respuesta por encima|Escriba por encima de esta línea"
    "|Responda sobre esta línea"
    "|Responda arriba de esta línea|Conteste por encima de esta línea",
    sent_from="Enviado desde|Enviado de|Enviado con|Enviado a través|Enviado mediante|Enviado por|Enviado vía"
    "|Obtener Outlook"
    "|Obtén Outlook|Obtenga Outlook|Descargar Outlook|Enviado usando|Mensaje enviado desde|Enviada desde",
    mine="mi|mis|nuestro",
    disclaimers="Este mensaje y|Este mensaje contiene|Este mensaje es|Este mensaje puede|Este mensaje se dirige"
    "|Este correo"
    "|La información contenida|La información incluida|El contenido de este|Libre de virus|Si no es usted"
    "|Si usted no es|Si ha recibido este|Aviso legal|Aviso de confidencialidad"
    "|Cláusula de confidencialidad|Antes de imprimir|Nota de confidencialidad|Advertencia legal|De conformidad con"
    "|En cumplimiento",
    banners="Precaución: este|Atención: este correo|Correo externo|No suele recibir correo|No suele recibir correos",
)

PORTUGUESE = Language(
    code="pt",
    starts="Em|No dia|A|Na|Citando|Dia",
    wrote="escreveu|escreveram|escrevia|escreveste|escreve:",
    sender="De|Remetente",
    date="Enviado|Enviada|Data|Enviado em|Enviada em|Enviado a",
    to="Para|Destinatário",
    copy="Cc|Cco|Bcc|Com cópia",
    subject="Assunto",
    reply_to="Responder a|Responder para|Responder",
    original="Mensagem original|Mensagem Original|Mensagem de resposta|Mensagem anterior|Email original",
    forwarded="Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem encaminhada"
    "|Início da mensagem reencaminhada"
    "|Mensagem reenviada|Encaminhado por",
    above="Responda acima desta linha|Por favor, responda acima|Por favor responda acima|Digite sua resposta acima"
    "|Escreva a sua resposta acima|Responder acima desta linha",
    sent_from="Enviado do|Enviado da|Enviado de|Enviado pelo|Enviado a partir|Enviado com|Enviado via|Enviado por"
    "|Obter o Outlook"
    "|Obtenha o Outlook|Obter Outlook|Baixar Outlook|Baixe o Outlook|Enviada do|Enviado através",
    mine="meu|minha",
    disclaimers="Esta mensagem e|Esta mensagem contém|Esta mensagem é|Esta mensagem pode|Este e-mail|Este email"
    "|As informações contidas|A informação contida|O conteúdo desta|Aviso de confidencialidade|Antes de imprimir",
    banners="Atenção: este e-mail|Atenção: este email|Email externo|Você não costuma receber|Não costuma receber",
)

MAIN = (ITALIAN, ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE)
